using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>Converts a rule to HTML, with a link to each RFC section that the rule cites.</summary>
internal static partial class RuleLink
{
    /// <summary>
    /// Returns the rule as HTML, with a link for each cited section. The rule is a list of sections, such as "RFC 6455 §5.2, §5.4" or "RFC
    /// 7692 §7.2.2, RFC 1951 §3.2".
    /// </summary>
    public static string Of(string rule)
    {
        var rfc = "";
        return Named()
            .Replace(
                Html.Text(rule),
                found =>
                {
                    if (found.Groups["rfc"].Success)
                        rfc = found.Groups["rfc"].Value;
                    return found.Groups["section"] is not { Success: true, Value: var section } || rfc.Length == 0
                        ? found.Value
                        : $"<a href=\"https://www.rfc-editor.org/rfc/rfc{rfc}#section-{section}\">§{section}</a>";
                }
            );
    }

    [GeneratedRegex(@"RFC (?<rfc>\d+)|§(?<section>\d+(\.\d+)*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
