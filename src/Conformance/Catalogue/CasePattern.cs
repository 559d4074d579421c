using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Chooses cases by patterns. Without a star a pattern is a case's id; with one it is a prefix in which a star stands for any text: "1.*"
/// is family 1, "1*" also family 10, "*" everything.
/// </summary>
internal static class CasePattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The cases that some of <paramref name="patterns"/> and none of <paramref name="excluded"/> name, in order; else the pattern that
    /// names none.
    /// </summary>
    public static Either<string, Seq<Case>> Choose(Seq<Case> cases, Seq<string> patterns, Seq<string> excluded)
    {
        var unknown = patterns.Append(excluded).Find(pattern => !cases.Exists(found => Matches(pattern, found)));
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

    /// <summary>Whether the pattern names the case.</summary>
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
