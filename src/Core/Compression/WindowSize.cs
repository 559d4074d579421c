using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The base-2 logarithm of the size of the LZ77 sliding window (RFC 7692 §7.1.2). The logarithm ranges from 8 (256 bytes) to 15 (32,768
/// bytes).
/// </summary>
internal static class WindowSize
{
    public const int Least = 8;
    public const int Most = 15;

    public static int Checked(int bits, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, Least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, Most, name);
        return bits;
    }

    /// <summary>Returns the size of the window in bytes.</summary>
    public static int Of(int bits) => 1 << bits;

    /// <summary>
    /// Parses "a decimal integer value without leading zeroes between 8 to 15, inclusive" (§7.1.2.1). Returns None if the text is not a
    /// valid window size.
    /// </summary>
    public static Option<int> Read(string text) => text switch
    {
        ['8' or '9'] or ['1', >= '0' and <= '5'] => int.Parse(text, CultureInfo.InvariantCulture),
        _ => Option<int>.None,
    };
}
