using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Selects cases by patterns. A pattern without an asterisk selects the case whose id equals the pattern. A pattern with an asterisk
/// selects every case whose id begins with a match of the pattern. Each asterisk matches any text, including empty text. For example, "1.*"
/// selects family 1, "1*" selects families 1, 10, 12 and 13, and "*" selects all cases.
/// </summary>
internal static class CasePattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns the cases that match at least one of the patterns and no excluded pattern, in their original order. If a pattern or an
    /// excluded pattern matches no case, the method returns the first such pattern as the error.
    /// </summary>
    public static Either<string, Seq<Case>> Choose(Seq<Case> cases, Seq<string> patterns, Seq<string> excluded)
    {
        var unknown = patterns.AsEnumerable().Concat(excluded).Find(pattern => !cases.Exists(found => Matches(pattern, found)));
        return unknown.Match<Either<string, Seq<Case>>>(
            Some: pattern => pattern,
            None: () =>
                cases
                    .Filter(found =>
                        patterns.Exists(pattern => Matches(pattern, found)) && !excluded.Exists(pattern => Matches(pattern, found))
                    )
                    .Strict()
        );
    }

    /// <summary>Returns whether the pattern matches the case.</summary>
    public static bool Matches(string pattern, Case candidate) =>
        pattern.Contains('*', StringComparison.Ordinal)
            ? Regex.IsMatch(
                candidate.Id.Text,
                "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal),
                RegexOptions.ExplicitCapture,
                Patience
            )
            : candidate.Id.Text == pattern;
}
