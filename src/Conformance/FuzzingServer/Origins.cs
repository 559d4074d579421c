using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>The patterns of origins that a server takes.</summary>
internal static class Origins
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether an origin is what the pattern says, a star in it standing for any text; letters are the same, large or small (RFC 6454
    /// §4).
    /// </summary>
    public static bool Matches(string pattern, string origin) =>
        Regex.IsMatch(
            origin,
            $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$",
            RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
            Patience
        );
}
