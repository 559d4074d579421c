namespace Pure.WebSockets.Conformance;

/// <summary>A canonical Huffman code (RFC 1951 §3.2.2) that is decoded bit by bit.</summary>
internal sealed class SymbolCode
{
    private const int LongestCode = 15;

    private readonly short[] counts = new short[LongestCode + 1];
    private readonly short[] symbols;

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
        }

        IsIncomplete = left > 0;
        Used = lengths.Length - counts[0];
    }

    /// <summary>The literal/length code of a block with fixed codes (RFC 1951 §3.2.6).</summary>
    public static SymbolCode FixedLiterals { get; } = new(FixedLengths());

    /// <summary>The distance code of a block with fixed codes. The last two of the code's 32 symbols are not valid distances.</summary>
    public static SymbolCode FixedDistances { get; } = new([.. Enumerable.Repeat((byte)5, 32)]);

    /// <summary>Whether the code lengths require more codes than exist.</summary>
    public bool IsOversubscribed { get; }

    /// <summary>Whether there are bit sequences that begin with no symbol's code.</summary>
    public bool IsIncomplete { get; }

    /// <summary>The number of symbols that have a code.</summary>
    public int Used { get; }

    /// <summary>Creates a Huffman code from the code length of each symbol.</summary>
    public static SymbolCode Of(ReadOnlySpan<byte> lengths) => new(lengths);

    /// <summary>Reads a symbol. Returns -1 if the bits do not begin with the code of any symbol.</summary>
    public int Read(ref BitReading bits)
    {
        var (code, first, index) = (0, 0, 0);
        for (var length = 1; length <= LongestCode; length++)
        {
            code |= bits.Bit();
            var count = counts[length];
            if (code - count < first) return symbols[index + (code - first)];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        return -1;
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
