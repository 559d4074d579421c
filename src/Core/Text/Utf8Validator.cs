using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Pure.WebSockets;

/// <summary>
/// Validates UTF-8 text one vector at a time. The lookup algorithm is by Keiser and Lemire ("Validating UTF-8 in less than one instruction
/// per byte", 2021). For each pair of neighbouring bytes, the algorithm looks up the possible errors in three tables. The index into each
/// table is four bits of one of the two bytes. A pair of bytes has an error if the error's bit is set in all three entries. The two bytes
/// before a pair determine whether the second byte of the pair must be the third or fourth byte of a code point.
/// </summary>
/// <remarks>
/// For each vector, three more vectors are loaded, which begin one, two and three bytes earlier. These loads are faster than instructions
/// that shift in bytes from the previous vector. The loads also allow the last vector to overlap the previous vector.
/// </remarks>
internal static class Utf8Validator
{
    /// <summary>The number of bytes before a vector that are also read when the vector is checked.</summary>
    private const int Before = 3;

    /// <summary>Returns whether the text is valid and ends with a complete code point.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (Vector512.IsHardwareAccelerated && Lanes512.IsSupported && text.Length >= Vector512<byte>.Count + (2 * Before))
            return Check<Lanes512, Vector512<byte>>(text);
        if (Lanes256.IsSupported && text.Length >= Vector256<byte>.Count + (2 * Before))
            return Check<Lanes256, Vector256<byte>>(text);
        if (Vector128.IsHardwareAccelerated && text.Length >= Vector128<byte>.Count + (2 * Before))
            return Check<Lanes128, Vector128<byte>>(text);
        return Utf8.IsValid(text);
    }

    private static bool Check<TLanes, TVector>(ReadOnlySpan<byte> text)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        // The first vector begins at the first code point that starts after the third byte of the text. At least three bytes therefore
        // precede every vector.
        var start = Before;
        while (start < 2 * Before && (text[start] & 0xC0) == 0x80) start++;
        if (!Utf8.IsValid(text[..start])) return false;

        ref var octets = ref MemoryMarshal.GetReference(text);
        var width = (nuint)Unsafe.SizeOf<TVector>();
        var last = (nuint)text.Length - width;
        var block = 4 * width;
        var at = (nuint)start;
        var (firstHigh, firstLow, secondHigh) = (
            TLanes.Spread(Utf8Tables.FirstHigh),
            TLanes.Spread(Utf8Tables.FirstLow),
            TLanes.Spread(Utf8Tables.SecondHigh)
        );
        var wrong = TLanes.Zero;
        for (; at + block <= (nuint)text.Length; at += block)
        {
            var first = TLanes.Load(ref octets, at - Before);
            var rest = TLanes.Or(
                TLanes.Or(TLanes.Load(ref octets, at + width - Before), TLanes.Load(ref octets, at + (2 * width) - Before)),
                TLanes.Or(TLanes.Load(ref octets, at + (3 * width) - Before), TLanes.Load(ref octets, at + (3 * width)))
            );
            if (TLanes.IsAscii(TLanes.Or(first, rest)))
                continue;
            wrong = TLanes.Or(wrong, Wrong<TLanes, TVector>(firstHigh, firstLow, secondHigh, ref octets, at));
            wrong = TLanes.Or(wrong, Wrong<TLanes, TVector>(firstHigh, firstLow, secondHigh, ref octets, at + width));
            wrong = TLanes.Or(wrong, Wrong<TLanes, TVector>(firstHigh, firstLow, secondHigh, ref octets, at + (2 * width)));
            wrong = TLanes.Or(wrong, Wrong<TLanes, TVector>(firstHigh, firstLow, secondHigh, ref octets, at + (3 * width)));
            if (!TLanes.IsZero(wrong)) return false;
        }

        for (; at < last; at += width)
            wrong = TLanes.Or(wrong, Wrong<TLanes, TVector>(firstHigh, firstLow, secondHigh, ref octets, at));
        return TLanes.IsZero(TLanes.Or(wrong, Wrong<TLanes, TVector>(firstHigh, firstLow, secondHigh, ref octets, last)))
            && EndsWhole(text);
    }

    // A missing continuation byte is detected only when the next byte is checked. No byte follows the end of the text, so the last bytes of
    // the text need a separate check.
    private static bool EndsWhole(ReadOnlySpan<byte> text) => text[^1] < 0xC0 && text[^2] < 0xE0 && text[^3] < 0xF0;

    /// <summary>
    /// Returns a vector of zeros if the bytes at the given offset are valid in combination with the bytes before them. Otherwise, at least
    /// one byte of the result is not zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Wrong<TLanes, TVector>(TVector firstHigh, TVector firstLow, TVector secondHigh, ref byte octets, nuint at)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var octet = TLanes.Load(ref octets, at);
        var before = TLanes.Load(ref octets, at - 1);
        var pair = TLanes.And(
            TLanes.And(TLanes.Lookup(firstHigh, TLanes.HighHalves(before)), TLanes.Lookup(firstLow, TLanes.LowHalves(before))),
            TLanes.Lookup(secondHigh, TLanes.HighHalves(octet)));

        // In "third" and "fourth", the highest bit of a byte is set if the byte must be the third or fourth byte of a code point. In
        // "pair", the highest bit of a byte is set if the byte is a continuation byte that follows another continuation byte. In valid
        // text, these bits are equal.
        var third = TLanes.SubtractSaturated(TLanes.Load(ref octets, at - 2), 0xE0 - 0x80);
        var fourth = TLanes.SubtractSaturated(TLanes.Load(ref octets, at - 3), 0xF0 - 0x80);
        return TLanes.Xor(TLanes.TopBits(TLanes.Or(third, fourth)), pair);
    }
}
