using System.Runtime.Intrinsics;

namespace Pure.WebSockets;

/// <summary>
/// Tables of the errors that can occur in two neighbouring bytes (RFC 3629 §4). Each bit represents one error, or two errors that cannot
/// occur in the same pair. Each table is indexed by four bits of one of the two bytes. A pair of bytes has an error if the error's bit is
/// set in all three entries that are looked up for the pair. The <see cref="TwoContinuations"/> bit is an exception. This bit is set in all
/// three entries if both bytes are continuation bytes. Two continuation bytes are valid only if the second byte is the third or fourth byte
/// of a code point.
/// </summary>
internal static class Utf8Tables
{
    // A lead byte that is not followed by a continuation byte.
    private const byte TooShort = 1 << 0;

    // A continuation byte after an ASCII byte.
    private const byte TooLong = 1 << 1;

    // A code point that is encoded in three bytes but needs fewer bytes (E0 80…9F).
    private const byte Overlong3 = 1 << 2;

    // A code point above U+10FFFF (F4 90… and F5…).
    private const byte TooLarge = 1 << 3;

    // One half of a surrogate pair (ED A0…BF).
    private const byte Surrogate = 1 << 4;

    // An ASCII character that is encoded in two bytes (the first byte is C0 or C1).
    private const byte Overlong2 = 1 << 5;

    // A code point above U+10FFFF (F5… 80…8F), or a code point that is encoded in four bytes but needs fewer bytes (F0 80…8F). These two
    // errors can share a bit, because no pair of bytes has both errors.
    private const byte TooLargeOrOverlong4 = 1 << 6;

    private const byte TwoContinuations = 1 << 7;

    // The errors that do not depend on the low four bits of the first byte.
    private const byte Any = TooShort | TooLong | TwoContinuations;

    /// <summary>The possible errors, indexed by the high four bits of the first byte.</summary>
    public static Vector128<byte> FirstHigh => Vector128.Create(
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
        TooShort | Overlong2, TooShort, TooShort | Overlong3 | Surrogate, TooShort | TooLarge | TooLargeOrOverlong4);

    /// <summary>The possible errors, indexed by the low four bits of the first byte.</summary>
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

    /// <summary>The possible errors, indexed by the high four bits of the second byte.</summary>
    public static Vector128<byte> SecondHigh => Vector128.Create(
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLargeOrOverlong4,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort);
}
