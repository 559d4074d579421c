using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes a table row for each agent. The row has the number of cases with each verdict, the number of cases with a bad closing handshake,
/// and the elapsed time. Each non-zero number of cases is a link. If scripts are enabled, the link filters the table so that only the
/// counted cases are visible.
/// </summary>
internal static class IndexSummary
{
    public static string Write(IndexView view, Seq<AgentRun> runs) =>
        view.Agents.Count == 0
            ? ""
            : "<table id=\"summary\"><thead><tr><th scope=\"col\">Agent<th scope=\"col\" class=\"share\"><span class=\"hear\">Share of "
                + "verdicts</span>"
                + string.Concat(VerdictWords.All.Select(verdict => $"<th scope=\"col\">{verdict.Word}"))
                + "<th scope=\"col\">Bad close<th scope=\"col\">Time<tbody>"
                + string.Concat(view.Agents.Select((agent, at) => Row(view, agent, at, runs)))
                + "</table>";

    private static string Row(IndexView view, string agent, int at, Seq<AgentRun> runs)
    {
        var ran = view.Of(agent);
        var counts = VerdictWords
            .All.Select(verdict =>
                (
                    verdict.Key,
                    Count: verdict.Key == "missing"
                        ? view.Rows.Count - ran.Count
                        : ran.Count(entry => VerdictWords.KeyOf(entry.Behavior) == verdict.Key)
                )
            )
            .ToArray();
        return $"<tr data-agent=\"{at}\"><th scope=\"row\">{Html.Isolate(agent)}<td class=\"share\"><span class=\"bar\" aria-"
            + $"hidden=\"true\">"
            + string.Concat(
                counts.Where(count => count.Count > 0).Select(count => $"<i data-v=\"{count.Key}\" style=\"flex-grow:{count.Count}\"></i>")
            )
            + "</span>"
            + string.Concat(counts.Select(count => Number(at, count.Key, count.Count)))
            + Number(at, "badclose", ran.Count(entry => VerdictText.IsBad(entry.Close)))
            + $"<td>{Time(IndexRuns.WallMilliseconds(ran, runs.Filter(run => run.Agent == agent)))}";
    }

    private static string Number(int agent, string key, int count) =>
        count == 0 ? "<td class=\"none\">0" : $"<td data-v=\"{key}\"><a href=\"#a={agent}&amp;v={key}\">{count}</a>";

    private static string Time(long milliseconds) =>
        milliseconds < 1000 ? $"{milliseconds} ms" : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s");
}
