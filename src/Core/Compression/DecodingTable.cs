using System.Numerics;

namespace Pure.WebSockets;

/// <summary>
/// A decoding table for a prefix code (RFC 1951 §3.2.2). The next bits of the stream are the index into the table. The entry at this index
/// describes the symbol whose code comes first in these bits. For a code that is longer than the index, the entry refers to a second-level
/// table. The second-level tables are stored after the first-level table.
/// </summary>
/// <remarks>
/// Bits 0-7 of an entry contain the number of bits to consume, including extra bits. Bits 8-12 contain the length of the code without the
/// extra bits. In an entry that refers to a second-level table, bits 8-12 contain the number of index bits of that table. Bit 13 marks the
/// end of the block, and bit 14 marks an entry that refers to a second-level table. Bit 15 is set if bit 13 or bit 14 is set, or if the
/// entry is for an unused code or an invalid symbol. Bits 16-30 contain the literal, the base of the length or distance, the code length
/// symbol, or the index at which a second-level table starts. Bit 31 is set if the entry is a literal.
/// </remarks>
internal static class DecodingTable
{
    public const uint Literal = 0x8000_0000;
    public const uint Exceptional = 0x8000;
    public const uint Second = 0x4000;
    public const uint BlockEnd = 0x2000;

    public const int LiteralBits = 10;
    public const int DistanceBits = 8;

    // The maximum number of entries in the literal table and in the distance table. These numbers assume that the first-level tables have
    // LiteralBits and DistanceBits index bits, and that a code has at most 15 bits.
    public const int LiteralEntries = 1334;
    public const int DistanceEntries = 402;
    public const int BlockEntries = LiteralEntries + DistanceEntries;
    public const int PrecodeEntries = 1 << DeflateAlphabet.MaxPrecodeBits;

    private static readonly uint[] LiteralSymbols = [.. Enumerable.Range(0, DeflateAlphabet.FixedLiteralSymbols).Select(OfLiteral)];
    private static readonly uint[] DistanceSymbols = [.. Enumerable.Range(0, DeflateAlphabet.FixedDistanceSymbols).Select(OfDistance)];
    private static readonly uint[] PrecodeSymbols =
    [
        .. Enumerable.Range(0, DeflateAlphabet.PrecodeSymbols).Select(symbol => (uint)symbol << 16),
    ];

    /// <summary>
    /// Fills the decoding tables for a block's two codes. The distance table starts at index <see cref="LiteralEntries"/>. Returns false if
    /// the lengths do not form valid prefix codes, or if the end-of-block symbol has no code.
    /// </summary>
    public static bool TryBuildBlock(
        ReadOnlySpan<byte> literals,
        ReadOnlySpan<byte> distances,
        Span<uint> table,
        out int literalBits,
        out int distanceBits
    )
    {
        literalBits = distanceBits = 0;
        return literals.Length > DeflateAlphabet.EndOfBlock && literals[DeflateAlphabet.EndOfBlock] != 0
            && TryBuild(literals, LiteralSymbols, LiteralBits, mayBeIncomplete: true, table, out literalBits)
            && TryBuild(distances, DistanceSymbols, DistanceBits, mayBeIncomplete: true, table[LiteralEntries..], out distanceBits);
    }

    public static bool TryBuildPrecode(ReadOnlySpan<byte> lengths, Span<uint> table, out int bits) =>
        TryBuild(lengths, PrecodeSymbols, DeflateAlphabet.MaxPrecodeBits, mayBeIncomplete: false, table, out bits);

    private static uint OfLiteral(int symbol) =>
        symbol switch
        {
            < DeflateAlphabet.EndOfBlock => Literal | ((uint)symbol << 16),
            DeflateAlphabet.EndOfBlock => Exceptional | BlockEnd,
            <= DeflateAlphabet.LastLength => ((uint)DeflateAlphabet.LengthBase(symbol - DeflateAlphabet.FirstLength) << 16)
                | (uint)DeflateAlphabet.LengthExtraBits(symbol - DeflateAlphabet.FirstLength),
            _ => Exceptional,
        };

    private static uint OfDistance(int symbol) => symbol < DeflateAlphabet.DistanceSymbols
        ? ((uint)DeflateAlphabet.DistanceBase(symbol) << 16) | (uint)DeflateAlphabet.DistanceExtraBits(symbol)
        : Exceptional;

    /// <summary>
    /// Fills the decoding table and determines the number of its index bits. Returns false if the lengths do not form a valid prefix code.
    /// </summary>
    private static bool TryBuild(
        ReadOnlySpan<byte> lengths,
        ReadOnlySpan<uint> symbols,
        int maxBits,
        bool mayBeIncomplete,
        Span<uint> table,
        out int bits
    )
    {
        Span<int> counts = stackalloc int[DeflateAlphabet.MaxCodeBits + 1];
        counts.Clear();
        foreach (var length in lengths)
            if (length != 0) counts[length]++;
        var longest = DeflateAlphabet.MaxCodeBits;
        while (longest > 0 && counts[longest] == 0) longest--;
        bits = Math.Clamp(longest, 1, maxBits);

        // The variable "space" is the unused part of the code space. If mayBeIncomplete is true, the prefix code is allowed to have no
        // symbols or a single symbol with a one-bit code. An example is the distance code of a block that uses at most one distance symbol
        // (RFC 1951 §3.2.7). In all other cases, the prefix code must be complete.
        var space = 1 << longest;
        for (var length = 1; length <= longest; length++) space -= counts[length] << (longest - length);
        if (space < 0 || (space > 0 && (!mayBeIncomplete || longest > 1))) return false;
        if (space > 0) table[..(1 << bits)].Fill(Exceptional);

        Span<int> starts = stackalloc int[DeflateAlphabet.MaxCodeBits + 2];
        starts[1] = 0;
        for (var length = 1; length <= longest; length++) starts[length + 1] = starts[length] + counts[length];
        Span<ushort> sorted = stackalloc ushort[DeflateAlphabet.FixedLiteralSymbols];
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            if (lengths[symbol] != 0) sorted[starts[lengths[symbol]]++] = (ushort)symbol;

        Fill(sorted, symbols, counts, longest, bits, table);
        return true;
    }

    /// <summary>
    /// Fills the entries for the codes, from the shortest code to the longest. The first bit of a code is the lowest bit of the index,
    /// because the stream is read from the lowest bit of each byte. The filled part of the first-level table is doubled before the codes of
    /// each length are added.
    /// </summary>
    private static void Fill(
        ReadOnlySpan<ushort> sorted,
        ReadOnlySpan<uint> symbols,
        ReadOnlySpan<int> counts,
        int longest,
        int bits,
        Span<uint> table
    )
    {
        var code = 0u;
        var next = 0;
        var filled = 1;
        for (var length = 1; length <= bits; length++)
        {
            // The upper half of the doubled table repeats the lower half, because shorter codes do not depend on the additional bit.
            table[..filled].CopyTo(table[filled..]);
            filled = 1 << length;
            for (var left = counts[length]; left > 0; left--)
            {
                table[(int)code] = symbols[sorted[next++]] + ((uint)length * 0x101);
                code = Following(code, length);
            }
        }

        var mask = (1u << bits) - 1;
        var prefix = uint.MaxValue;
        var start = 0;
        var end = 1 << bits;
        var secondBits = 0;
        for (var length = bits + 1; length <= longest; length++)
        {
            for (var left = counts[length]; left > 0; left--)
            {
                if ((code & mask) != prefix)
                {
                    prefix = code & mask;
                    start = end;
                    secondBits = SecondBits(counts, length, left, bits);
                    end = start + (1 << secondBits);
                    table[(int)prefix] = Exceptional | Second | ((uint)start << 16) | ((uint)secondBits << 8) | (uint)bits;
                }

                var entry = symbols[sorted[next++]] + ((uint)(length - bits) * 0x101);
                for (var at = start + (int)(code >> bits); at < end; at += 1 << (length - bits)) table[at] = entry;
                code = Following(code, length);
            }
        }
    }

    /// <summary>
    /// Returns the number of index bits that a second-level table needs for all codes that start with the table's prefix.
    /// </summary>
    private static int SecondBits(ReadOnlySpan<int> counts, int length, int left, int bits)
    {
        var second = length - bits;
        for (var taken = left; taken < 1 << second; taken = (taken << 1) + counts[bits + second]) second++;
        return second;
    }

    /// <summary>
    /// Returns the next code of the same length. The next code is the code plus one. The first bit of a code is stored in the lowest bit.
    /// The method therefore adds one at the highest bit and carries towards the lowest bit. After the last code of a length, the result is
    /// the beginning of the first longer code. A code that consists only of ones is returned unchanged, because no code follows it.
    /// </summary>
    private static uint Following(uint code, int length)
    {
        var free = ~code & ((1u << length) - 1);
        if (free == 0) return code;
        var carry = 1u << BitOperations.Log2(free);
        return (code & (carry - 1)) | carry;
    }
}
