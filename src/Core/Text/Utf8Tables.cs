using System.Runtime.Intrinsics;

namespace Pure.WebSockets;

/// <summary>
/// What may be wrong with two neighbouring bytes (RFC 3629 §4), a bit each, by one half-byte of them. A bit that all three tables have is
/// wrong, but for <see cref="TwoContinuations"/>, which is right where a third or fourth byte must stand.
/// </summary>
internal static class Utf8Tables
{
    // A lead without a continuation behind it.
    private const byte TooShort = 1 << 0;

    // A continuation behind ASCII.
    private const byte TooLong = 1 << 1;

    // E0 80…9F: three bytes for what fits two.
    private const byte Overlong3 = 1 << 2;

    // F4 90… and F5…: beyond U+10FFFF.
    private const byte TooLarge = 1 << 3;

    // ED A0…BF: half of a surrogate pair.
    private const byte Surrogate = 1 << 4;

    // C0, C1: two bytes for ASCII.
    private const byte Overlong2 = 1 << 5;

    // F5… 80…8F: too large as well; and F0 80…8F: four bytes for what fits three. No pair is both.
    private const byte TooLargeOrOverlong4 = 1 << 6;

    private const byte TwoContinuations = 1 << 7;

    // What the low half of the first byte says nothing of.
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
