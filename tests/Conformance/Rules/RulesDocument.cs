using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The generated part of docs/rules.md.</summary>
internal static class RulesDocument
{
    private static readonly (int Rfc, string Title)[] Rfcs =
    [
        (6455, "The WebSocket Protocol"),
        (7692, "Compression Extensions for WebSocket"),
        (8441, "Bootstrapping WebSockets with HTTP/2"),
        (9220, "Bootstrapping WebSockets with HTTP/3"),
        (9110, "HTTP Semantics"),
        (9112, "HTTP/1.1"),
    ];

    public static string Write()
    {
        var text = new StringBuilder("\n## In numbers\n\n");
        text.Append("| RFC | rules | visible | with cases | with a faulty peer of their own | with a reason instead | gaps |\n");
        text.Append("|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (var (rfc, _) in Rfcs) Count(text, $"{rfc}", rule => rule.Rfc == rfc);
        Count(text, "all", _ => true);
        Gaps(text);
        foreach (var (rfc, title) in Rfcs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## RFC {rfc}: {title}\n");
            Visible(text, rfc);
            Hidden(text, rfc);
            Others(text, rfc);
        }

        return text.ToString();
    }

    private static void Count(StringBuilder text, string name, Func<RfcRule, bool> isOf)
    {
        var rules = RfcRules.All.Where(rule => rule.Keyword != RuleKeyword.None && isOf(rule)).ToArray();
        var visible = rules.Where(rule => rule.IsVisible).ToArray();
        var tested = visible.Where(rule => rule.Gap is null).ToArray();
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {rules.Length} | {visible.Length} | {tested.Length} | {tested.Count(rule => rule.NoFault is null)} "
                + $"| {tested.Count(rule => rule.NoFault is not null)} | {visible.Length - tested.Length} |\n"
        );
    }

    private static void Gaps(StringBuilder text)
    {
        text.Append("\n## Gaps\n\nA tester could see whether these rules are kept, and no case tests them.\n\n");
        text.Append("| rule | who | keyword | what | why there is no case |\n|---|---|---|---|---|\n");
        foreach (var rule in RfcRules.All.Where(rule => rule.Gap is not null))
            text.Append(CultureInfo.InvariantCulture, $"| {rule.Name} | {Binding(rule)} | {rule.Text} | {rule.Gap} |\n");
    }

    private static void Visible(StringBuilder text, int rfc)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### Visible rules of RFC {rfc}\n\n");
        text.Append("| rule | who | keyword | what | cases | faulty peers | held in the core by |\n|---|---|---|---|---|---|---|\n");
        foreach (var rule in RfcRules.All.Where(rule => rule.Rfc == rfc && rule.IsVisible))
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Place(rule)} | {Binding(rule)} | {Cell(rule.Text)} | {Cases(rule)} | {Faults(rule)} | {Listed(rule.Laws)} |\n"
            );
    }

    private static void Hidden(StringBuilder text, int rfc)
    {
        var hidden = RfcRules.All.Where(rule => rule.Rfc == rfc && !rule.IsVisible).ToArray();
        if (hidden.Length == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"\n### Rules of RFC {rfc} that a tester cannot see\n\n");
        text.Append("| rule | who | keyword | what | why | held in the core by |\n|---|---|---|---|---|---|\n");
        foreach (var rule in hidden)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Place(rule)} | {Binding(rule)} | {Cell(rule.Text)} | {RuleText.Of(rule.Unseen!.Value)} | {Listed(rule.Laws)} |\n"
            );
    }

    private static void Others(StringBuilder text, int rfc)
    {
        var others = RfcRules.Others.Where(other => other.Rfc == rfc).ToArray();
        if (others.Length == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"\n### Keywords of RFC {rfc} that are not rules\n\n| where | why |\n|---|---|\n");
        foreach (var other in others)
            text.Append(CultureInfo.InvariantCulture, $"| {Places(other.Places)} | {other.Why} |\n");
    }

    private static string Place(RfcRule rule) => Places($"{rule.Place} {rule.Also}");

    private static string Places(string places) =>
        string.Join(", ", places.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(place => $"§{place.Split(':')[0]}"));

    private static string Binding(RfcRule rule) =>
        rule.Keyword == RuleKeyword.None ? "– | –" : $"{RuleText.Of(rule.Bound)} | {RuleText.Of(rule.Keyword)}";

    private static string Cases(RfcRule rule) =>
        rule.Gap is not null ? "–"
        : rule.IsCheckedInEveryCase ? $"every case{(rule.Cases.Length > 0 ? $"; {Listed(rule.Cases)}" : "")}"
        : Listed(rule.Cases);

    private static string Faults(RfcRule rule) =>
        string.Join(
            "; ",
            RulePlaces
                .Items(rule.Faults)
                .Select(name => FaultyEnd.All.First(end => $"{end.Fault}" == name).Says)
                .Append(rule.NoFault is { } reason ? $"none: {reason}" : "")
                .Where(one => one.Length > 0)
                .DefaultIfEmpty("–")
        );

    private static string Listed(string list) =>
        string
            .Join(", ", list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().DefaultIfEmpty("–"))
            .Replace("*", "\\*", StringComparison.Ordinal);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
