using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>Compares origins with the patterns of allowed origins.</summary>
internal static class Origins
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns whether an origin matches a pattern. An asterisk (*) in the pattern matches any text. The comparison is case-insensitive
    /// (RFC 6454 §4).
    /// </summary>
    public static bool Matches(string pattern, string origin) =>
        Regex.IsMatch(
            origin,
            $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$",
            RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
            Patience
        );
}
