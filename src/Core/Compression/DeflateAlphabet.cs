using System.Numerics;

namespace Pure.WebSockets;

/// <summary>
/// The literal, length and distance symbols of DEFLATE (RFC 1951 §3.2.5), and the code lengths of the fixed codes (§3.2.6).
/// </summary>
internal static class DeflateAlphabet
{
    public const int MinMatch = 3;
    public const int MaxMatch = 258;
    public const int MaxCodeBits = 15;
    public const int MaxPrecodeBits = 7;
    public const int EndOfBlock = 256;
    public const int FirstLength = 257;
    public const int LastLength = 285;

    /// <summary>
    /// The number of symbols for literals, match lengths and the end of a block. The fixed code has two more symbols, which must not occur
    /// in the data.
    /// </summary>
    public const int LiteralSymbols = 286;
    public const int FixedLiteralSymbols = 288;
    public const int DistanceSymbols = 30;
    public const int FixedDistanceSymbols = 32;
    public const int PrecodeSymbols = 19;

    /// <summary>
    /// The symbols that represent runs of code lengths (RFC 1951 §3.2.7). Symbol 16 repeats the previous code length 3 to 6 times. Symbol
    /// 17 represents 3 to 10 zeros, and symbol 18 represents 11 to 138 zeros.
    /// </summary>
    public const int RepeatPrevious = 16;
    public const int RepeatZero = 17;
    public const int RepeatZeroLong = 18;

    /// <summary>The order in which a block header lists the code lengths for the code length alphabet (RFC 1951 §3.2.7).</summary>
    public static ReadOnlySpan<byte> PrecodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>
    /// Returns the index of the symbol for a match length. Index 0 is the first length symbol (257). The lengths from 3 to 10 and the
    /// length 258 each have their own symbol. All other symbols represent ranges of lengths.
    /// </summary>
    public static int LengthSlot(int length)
    {
        var beyond = length - MinMatch;
        if (length == MaxMatch) return LastLength - FirstLength;
        if (beyond < 8) return beyond;
        var log = BitOperations.Log2((uint)beyond);
        return (4 * (log - 1)) + ((beyond >> (log - 2)) & 3);
    }

    public static int LengthExtraBits(int slot) => slot is < 8 or LastLength - FirstLength ? 0 : (slot - 4) >> 2;

    public static int LengthBase(int slot) => slot switch
    {
        < 8 => MinMatch + slot,
        LastLength - FirstLength => MaxMatch,
        _ => MinMatch + ((4 + (slot & 3)) << LengthExtraBits(slot)),
    };

    /// <summary>
    /// Returns the symbol for a distance. Each distance from 1 to 4 has its own symbol. All other symbols represent ranges of distances.
    /// </summary>
    public static int DistanceSlot(int distance)
    {
        var beyond = (uint)distance - 1;
        if (beyond < 4) return (int)beyond;
        var log = BitOperations.Log2(beyond);
        return (2 * log) + (int)((beyond >> (log - 1)) & 1);
    }

    public static int DistanceExtraBits(int slot) => slot < 4 ? 0 : (slot >> 1) - 1;

    public static int DistanceBase(int slot) => slot < 4 ? 1 + slot : 1 + ((2 + (slot & 1)) << DistanceExtraBits(slot));

    /// <summary>Writes the code lengths of the fixed code for the literal/length alphabet (RFC 1951 §3.2.6).</summary>
    public static void FillFixedLiteralLengths(Span<byte> lengths)
    {
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..FixedLiteralSymbols].Fill(8);
    }
}
