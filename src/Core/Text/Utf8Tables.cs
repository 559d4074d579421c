using System.Runtime.Intrinsics;

namespace Pure.WebSockets;

/// <summary>
/// The possible errors of two neighbouring bytes (RFC 3629 §4), one bit each, by one of their half-bytes. A bit that is set in all three
/// tables is an error. The exception is <see cref="TwoContinuations"/>, which is required where a third or fourth byte must be.
/// </summary>
internal static class Utf8Tables
{
    // A lead byte without a continuation.
    private const byte TooShort = 1 << 0;

    // A continuation after ASCII.
    private const byte TooLong = 1 << 1;

    // E0 80…9F: three bytes for a code point of two.
    private const byte Overlong3 = 1 << 2;

    // F4 90… and F5…: above U+10FFFF.
    private const byte TooLarge = 1 << 3;

    // ED A0…BF: half of a surrogate pair.
    private const byte Surrogate = 1 << 4;

    // C0, C1: two bytes for ASCII.
    private const byte Overlong2 = 1 << 5;

    // F5… 80…8F: also too large; and F0 80…8F: four bytes for a code point of three. No pair is both.
    private const byte TooLargeOrOverlong4 = 1 << 6;

    private const byte TwoContinuations = 1 << 7;

    // The errors that do not depend on the low half of the first byte.
    private const byte Any = TooShort | TooLong | TwoContinuations;

    /// <summary>By the high half of the first byte.</summary>
    public static Vector128<byte> FirstHigh => Vector128.Create(
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
        TooShort | Overlong2, TooShort, TooShort | Overlong3 | Surrogate, TooShort | TooLarge | TooLargeOrOverlong4);

    /// <summary>By the low half of the first byte.</summary>
    public static Vector128<byte> FirstLow =>
        Vector128.Create(
            Any | Overlong3 | Overlong2 | TooLargeOrOverlong4,
            Any | Overlong2,
            Any,
            Any,
            Any | TooLarge,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4 | Surrogate,
            Any | TooLarge | TooLargeOrOverlong4,
            Any | TooLarge | TooLargeOrOverlong4
        );

    /// <summary>By the high half of the second byte.</summary>
    public static Vector128<byte> SecondHigh => Vector128.Create(
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLargeOrOverlong4,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort);
}
