namespace Pure.WebSockets.Conformance;

/// <summary>A canonical Huffman code (RFC 1951 §3.2.2).</summary>
internal sealed class SymbolCode
{
    /// <summary>The maximum length of a code in bits.</summary>
    public const int LongestCode = 15;

    // Codes of at most this many bits are decoded with a single table lookup.
    private const int TableBits = 10;
    private const int LengthBits = 4;

    private readonly short[] counts = new short[LongestCode + 1];
    private readonly short[] symbols;
    private readonly ushort[] table;

    private SymbolCode(ReadOnlySpan<byte> lengths)
    {
        symbols = new short[lengths.Length];
        foreach (var length in lengths) counts[length]++;
        Span<int> next = stackalloc int[LongestCode + 1];
        for (var length = 1; length < LongestCode; length++) next[length + 1] = next[length] + counts[length];
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            if (lengths[symbol] > 0) symbols[next[lengths[symbol]]++] = (short)symbol;
        var left = 1;
        for (var length = 1; length <= LongestCode; length++)
        {
            left = (left << 1) - counts[length];
            if (left < 0) IsOversubscribed = true;
            if (counts[length] > 0) Longest = length;
        }

        IsIncomplete = left > 0;
        table = IsOversubscribed ? [] : Table();
    }

    /// <summary>The literal/length code of a block with fixed codes (RFC 1951 §3.2.6).</summary>
    public static SymbolCode FixedLiterals { get; } = new(FixedLengths());

    /// <summary>The distance code of a block with fixed codes. The last two of the code's 32 symbols are not valid distances.</summary>
    public static SymbolCode FixedDistances { get; } = new([.. Enumerable.Repeat((byte)5, 32)]);

    /// <summary>
    /// Whether the code lengths are too short for the number of symbols, so that no Huffman code with these lengths exists.
    /// </summary>
    public bool IsOversubscribed { get; }

    /// <summary>Whether there are bit sequences that do not begin with the code of any symbol.</summary>
    public bool IsIncomplete { get; }

    /// <summary>The length of the longest code of a symbol in bits. The length is 0 if no symbol has a code.</summary>
    public int Longest { get; }

    /// <summary>Creates a Huffman code from the code length of each symbol.</summary>
    public static SymbolCode Of(ReadOnlySpan<byte> lengths) => new(lengths);

    /// <summary>
    /// Reads a symbol. Returns -1 if the next bits do not begin with the code of any symbol. Before the call, at least
    /// <see cref="LongestCode"/> bits must have been read ahead. At the end of the data, all remaining bits are sufficient. The code
    /// must not be oversubscribed.
    /// </summary>
    public int Read(ref BitReading bits)
    {
        var next = bits.Next;
        int entry = table[next & ((1 << TableBits) - 1)];
        if (entry != 0)
        {
            bits.Skip(entry & ((1 << LengthBits) - 1));
            return entry >> LengthBits;
        }

        var (code, first, index) = (0, 0, 0);
        for (var length = 1; length <= LongestCode; length++, next >>= 1)
        {
            code |= (int)(next & 1);
            var count = counts[length];
            if (code - count < first)
            {
                bits.Skip(length);
                return symbols[index + (code - first)];
            }

            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        bits.Skip(LongestCode);
        return -1;
    }

    /// <summary>
    /// Returns a table of symbols and code lengths, indexed by the next 10 bits of the data. The first bit of a code is its most
    /// significant bit, so the low bits of an index are a code in reverse order. An entry is 0 if the 10 bits of its index do not start
    /// with a code of at most 10 bits.
    /// </summary>
    private ushort[] Table()
    {
        var entries = new ushort[1 << TableBits];
        var (code, index) = (0, 0);
        for (var length = 1; length <= TableBits; length++, code <<= 1)
        {
            for (var count = 0; count < counts[length]; count++, code++, index++)
            {
                var reversed = 0;
                for (var bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
                var entry = (ushort)((symbols[index] << LengthBits) | length);
                for (var at = reversed; at < entries.Length; at += 1 << length) entries[at] = entry;
            }
        }

        return entries;
    }

    private static byte[] FixedLengths()
    {
        var lengths = new byte[288];
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280, 8).Fill(8);
        return lengths;
    }
}
