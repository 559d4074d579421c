using System.Globalization;

namespace Pure.WebSockets.Tool;

/// <summary>Reads times on the command line.</summary>
internal static class Duration
{
    /// <summary>Returns the time that a text such as 30s, 500ms or 2m represents. A number without a unit is in seconds.</summary>
    /// <exception cref="UsageException">The text is not a time.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var (digits, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], TimeSpan.FromMilliseconds(1))
            : text.EndsWith('s') ? (text[..^1], TimeSpan.FromSeconds(1))
            : text.EndsWith('m') ? (text[..^1], TimeSpan.FromMinutes(1))
            : (text, TimeSpan.FromSeconds(1));
        return
            double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number is >= 0 and <= 1_000_000
            ? number * unit
            : throw new UsageException($"{option} '{text}' is not a time such as 30s, 500ms or 2m.");
    }
}
