namespace Pure.WebSockets.Conformance;

/// <summary>A canonical Huffman code, read bit by bit (RFC 1951 §3.2.2).</summary>
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

    /// <summary>The code of literals and lengths in a block with fixed codes (RFC 1951 §3.2.6).</summary>
    public static SymbolCode FixedLiterals { get; } = new(FixedLengths());

    /// <summary>The code of distances in a block with fixed codes. The last two of its 32 symbols are never valid.</summary>
    public static SymbolCode FixedDistances { get; } = new([.. Enumerable.Repeat((byte)5, 32)]);

    /// <summary>Whether more symbols have a code than there are codes.</summary>
    public bool IsOversubscribed { get; }

    /// <summary>Whether some codes have no symbol.</summary>
    public bool IsIncomplete { get; }

    /// <summary>The number of symbols that have a code.</summary>
    public int Used { get; }

    /// <summary>Creates a code from the lengths of the codes of all symbols.</summary>
    public static SymbolCode Of(ReadOnlySpan<byte> lengths) => new(lengths);

    /// <summary>Reads a symbol. Returns -1 if the bits are not a code.</summary>
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
