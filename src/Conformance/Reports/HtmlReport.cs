using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>index.html: one page that needs no network, a row a case, with what failed and why at the top.</summary>
public static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Write(Run run)
    {
        var failed = run.Results.Filter(result => result.Judgement.IsFailure).Strict();
        return Template("index.html")
            .Replace("{agent}", Escaped(run.Agent), StringComparison.Ordinal)
            .Replace("{summary}", Summary(run, failed.Count), StringComparison.Ordinal)
            .Replace("{failures}", failed.IsEmpty ? "" : $"<ul>{string.Concat(failed.Map(Failure))}</ul>", StringComparison.Ordinal)
            .Replace("{families}", Families(run), StringComparison.Ordinal);
    }

    private static string Summary(Run run, int failed)
    {
        var verdicts = run.Results.GroupBy(result => result.Judgement.Behavior).OrderBy(group => group.Key).Select(group => $"{group.Count()} {VerdictText.Of(group.Key)}");
        return $"<p class=\"{(failed == 0 ? "ok" : "failed")}\"><b>{run.Results.Count} cases, {failed} failed.</b> {string.Join(", ", verdicts)}.</p>";
    }

    private static string Failure(CaseResult result) =>
        $"<li><a href=\"#case-{result.Case.Id}\">{result.Case.Id}</a> <b>{Verdicts(result)}</b> {Escaped(result.Case.Rule)}<br>{Escaped(result.Case.Description)} {Escaped(result.Case.Expected)}<br><i>{Escaped(result.Judgement.Sentence)}</i></li>";

    private static string Verdicts(CaseResult result) => $"{VerdictText.Of(result.Judgement.Behavior)} / {VerdictText.Of(result.Judgement.Close)}";

    private static string Families(Run run)
    {
        var page = new StringBuilder();
        foreach (var family in run.Results.GroupBy(result => result.Case.Id.Family))
        {
            page.Append($"<h2>{Escaped(family.Key)} {Escaped(Catalogue.FamilyName(family.Key))}</h2>\n<table><tr><th>Case<th>Verdict<th>Close<th>Code<th>ms{(family.Key is "12" or "13" ? " <abbr title=\"compressed to plain octets, received and sent\">[in/out]</abbr>" : "")}<th>What is sent and expected<th>Rule</tr>\n");
            foreach (var result in family) page.Append(Row(run.Agent, result));
            page.Append("</table>\n");
        }

        return page.ToString();
    }

    private static string Row(string agent, CaseResult result) =>
        $"<tr id=\"case-{result.Case.Id}\"><td><a href=\"{Run.FileName(agent, result.Case.Id)}.json\">{result.Case.Id}</a>{Cell(result.Judgement.Behavior)}{Cell(result.Judgement.Close)}"
        + $"<td>{result.Observation.RemoteCloseCode.Map(code => $"{code}").IfNone("none")}<td>{ReportJson.Milliseconds(result.Duration)}{Ratios(result)}"
        + $"<td>{Escaped(result.Case.Description)} {Escaped(result.Case.Expected)}<td>{Escaped(result.Case.Rule)}</tr>\n";

    /// <summary>How well the peer compressed, then how well the tester did; a dash for what was not measured.</summary>
    private static string Ratios(CaseResult result) =>
        result.Case.Compression.IsNone ? "" : $"<br>[{Ratio(result.Observation.Incoming)}/{Ratio(result.Observation.Outgoing)}]";

    private static string Ratio(Traffic traffic) => traffic.CompressionRatio.Map(ratio => ratio.ToString("0.000", CultureInfo.InvariantCulture)).IfNone("-");

    private static string Cell(Verdict verdict) => $"<td class=\"{(verdict switch { Verdict.Ok => "ok", Verdict.NonStrict or Verdict.Informational or Verdict.Unimplemented => "info", _ => "failed" })}\">{VerdictText.Of(verdict)}";

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private static string Template(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is part of this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
