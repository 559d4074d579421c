using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The keywords in the text of an RFC, by section and by number within the section.</summary>
internal static partial class Keywords
{
    /// <summary>Returns the keywords by place, such as "5.1#2".</summary>
    public static Dictionary<string, string> Of(string rfc)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (section, text) in Sections(rfc))
        {
            var number = 0;
            foreach (Match match in Keyword().Matches(text))
                found.Add($"{section}#{++number}", Regex.Replace(match.Value, @"\s+", " ", RegexOptions.None, Patience));
        }

        return found;
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The sections, without the first and last lines of the pages.</summary>
    private static IEnumerable<(string Section, string Text)> Sections(string rfc)
    {
        var (section, text) = ("0", new System.Text.StringBuilder());
        foreach (var line in rfc.Split('\n').Select(line => line.Trim('\f', '\r')).Where(line => !PageEdge().IsMatch(line)))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                yield return (section, text.ToString());
                text.Clear();
                section = heading.Groups["section"].Value;
            }

            text.Append(line).Append('\n');
        }

        yield return (section, text.ToString());
    }

    [GeneratedRegex(@"^(?<section>\d+(\.\d+)*)\. {1,2}\S", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[Page \d+\]$|^RFC \d+ .* \d{4}$", RegexOptions.None, 10_000)]
    private static partial Regex PageEdge();

    [GeneratedRegex(
        @"\b(MUST(\s+NOT)?|SHOULD(\s+NOT)?|SHALL(\s+NOT)?|MAY|REQUIRED|(NOT\s+)?RECOMMENDED|OPTIONAL)\b",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Keyword();
}
