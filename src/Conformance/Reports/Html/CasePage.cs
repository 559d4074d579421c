using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the page of a case. The page shows the verdicts with their reasons, the conversation as a diagram and as bytes, and statistics.
/// The page itself contains the data of the case. The styles are in the file report.css, and the script that explains the bytes is in the
/// file report.js. Both files are in the same folder as the page.
/// </summary>
internal static class CasePage
{
    /// <summary>Returns the page without additional content.</summary>
    public static string Write(string agent, CaseResult result) => Write(agent, result, CasePageOptions.Default);

    /// <summary>Returns the page with the given options.</summary>
    public static string Write(string agent, CaseResult result, CasePageOptions options)
    {
        var (id, verdict) = (result.Case.Id.Text, result.Judgement);
        return $"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport "
            + $"content=\"width=device-width,initial-scale=1\"><title>{Html.Text(id)} {VerdictWords.WordOf(verdict.Behavior)}: "
            + $"{Html.Text(agent)}</title>"
            + "<link rel=stylesheet href=report.css><script src=report.js defer></script>\n"
            + Navigation(agent, result, options)
            + $"<header id=banner data-v={(verdict.IsFailure ? "fail" : VerdictWords.KeyOf(verdict.Behavior))}><h1>Case "
            + $"{Html.Text(id)}</h1><p class=agent>{Html.Isolate(agent)}"
            + $"<p><b id=verdict data-v={VerdictWords.KeyOf(verdict.Behavior)}>{VerdictWords.WordOf(verdict.Behavior)}</b><b id=close "
            + $"data-c={VerdictWords.CloseKeyOf(verdict.Close)}>"
                    + $"{VerdictWords.CloseSentenceOf(verdict.Close, result.Observation.RemoteCloseCode)}</b>"
            + $"<span>{ReportJson.Milliseconds(result.Duration)} "
            + $"ms</span><time>{result.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}"
                    + $"</time></header>\n"
            + "<main><div class=two>"
            + CaseFacts.Write(result, options.Again)
            + CaseDiagram.Write(result)
            + "</div>\n"
            + CaseLog.Write(result)
            + CaseHandshake.Write(result.Observation)
            + "<div class=two>"
            + ClosingFlags.Write(result.Observation)
            + CaseStatistics.Write(result)
            + "</div></main>\n";
    }

    private static string Navigation(string agent, CaseResult result, CasePageOptions options)
    {
        var cases = options.Cases.IsEmpty ? Catalogue.All.Map(found => found.Id) : options.Cases;
        CaseId[] ids = [.. cases];
        var at = Array.IndexOf(ids, result.Case.Id);
        return $"<nav><a href=\"index.html#case-{Html.Text(result.Case.Id.Text)}\">All cases</a>"
            + (at > 0 ? Neighbour(options.NameOf ?? Usual, ids[at - 1], "prev", "← ", "") : "")
            + (at >= 0 && at < ids.Length - 1 ? Neighbour(options.NameOf ?? Usual, ids[at + 1], "next", "", " →") : "")
            + $"<a class=json href=\"{(options.NameOf ?? Usual)(result.Case.Id)}.json\">JSON</a></nav>\n";

        string Usual(CaseId id) => ReportFileNames.Usual(agent, id);
    }

    private static string Neighbour(Func<CaseId, string> nameOf, CaseId id, string relation, string before, string trailing) =>
        $"<a rel={relation} href=\"{nameOf(id)}.html\">{before}{Html.Text(id.Text)}{trailing}</a>";
}
