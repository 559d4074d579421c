using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>A rule with a link to each section that it names.</summary>
internal static partial class RuleLink
{
    /// <summary>The rule, as "RFC 6455 §5.2, §5.4": each section leads to where it is written.</summary>
    public static string Of(string rule) => Rfc().Match(rule) is { Success: true } rfc
        ? Section().Replace(Html.Text(rule), $"<a href=\"https://www.rfc-editor.org/rfc/rfc{rfc.Groups["number"].Value}#section-${{section}}\">§${{section}}</a>")
        : Html.Text(rule);

    [GeneratedRegex(@"^RFC (?<number>\d+) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rfc();

    [GeneratedRegex(@"§(?<section>\d+(\.\d+)*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Section();
}
