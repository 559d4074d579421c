using System.Globalization;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The sections that the text of a case cites, such as "RFC 6455 §5.2, §5.4".</summary>
internal static partial class RuleSections
{
    public static IEnumerable<(int Rfc, string Section)> Of(string text)
    {
        var rfc = 0;
        foreach (Match match in Cited().Matches(text))
        {
            if (match.Groups["rfc"].Success) rfc = int.Parse(match.Groups["rfc"].Value, CultureInfo.InvariantCulture);
            else yield return (rfc, match.Groups["section"].Value);
        }
    }

    /// <summary>Returns the sections that source code cites. A list of sections does not continue in another string.</summary>
    public static IEnumerable<(int Rfc, string Section)> OfCode(string code) =>
        from Match match in CitedInCode().Matches(code)
        from Capture section in match.Groups["section"].Captures
        select (int.Parse(match.Groups["rfc"].Value, CultureInfo.InvariantCulture), section.Value);

    /// <summary>Whether a rule stands in the section, or in one above or below it.</summary>
    public static bool AreRelated(RfcRule rule, (int Rfc, string Section) cited) =>
        rule.Rfc == cited.Rfc
        && RulePlaces
            .Items(rule.Also)
            .Prepend(rule.Place)
            .Select(place => place[..place.IndexOf('#', StringComparison.Ordinal)])
            .Any(section =>
                $"{section}.".StartsWith($"{cited.Section}.", StringComparison.Ordinal)
                || $"{cited.Section}.".StartsWith($"{section}.", StringComparison.Ordinal)
            );

    [GeneratedRegex(@"RFC (?<rfc>\d+)|§(?<section>\d+(\.\d+)*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cited();

    [GeneratedRegex(
        @"RFC (?<rfc>\d+) §(?<section>\d+(\.\d+)*)((,| and|, and) §(?<section>\d+(\.\d+)*))*",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex CitedInCode();
}
