using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>Formats numbers with three significant digits, or with all digits before the decimal point.</summary>
internal static class Figure
{
    private const int KiB = 1024;
    private const int MiB = 1024 * 1024;

    public static string Of(double value) => Math.Abs(value) switch
    {
        >= 99.95 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 9.995 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 0.0995 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    /// <summary>A short form with at most two digits after the decimal point.</summary>
    public static string Short(double value) => Math.Abs(value) < 0.0995 ? value.ToString("0.##", CultureInfo.InvariantCulture) : Of(value);

    /// <summary>Formats a size in the largest unit of which it is a multiple.</summary>
    public static string OfBytes(double bytes) => (long)bytes switch
    {
        var size and >= MiB when size % MiB == 0 => $"{size / MiB} MiB",
        var size and >= KiB when size % KiB == 0 => $"{size / KiB} KiB",
        var size => $"{size} B",
    };
}
