using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the runs of each agent. For each run, the list shows the start time, the version of the tester, the tested peer and the command.
/// If the patience factor is not 1, the list also shows the factor. If the peer does not echo messages, the list shows the number of cases
/// that apply. If cases of the agent were repeated, the list shows the number of repeated cases.
/// </summary>
internal static class IndexRuns
{
    public static string Write(IndexView view, Seq<AgentRun> runs) =>
        runs.IsEmpty
            ? ""
            : "<ul id=\"runs\">"
                + string.Concat(
                    runs.OrderBy(run => run.Agent, StringComparer.Ordinal).ThenBy(run => run.Started).Select(run => Line(view, run))
                )
                + "</ul>";

    /// <summary>
    /// Returns the elapsed time of the runs in milliseconds. Periods in which several runs overlap are counted once. If there are no
    /// runs, returns the elapsed time of the cases, calculated in the same way. If there are no runs and any case has no start time,
    /// returns the sum of the cases' durations.
    /// </summary>
    public static long WallMilliseconds(Seq<IndexEntry> ran, Seq<AgentRun> runs) =>
        !runs.IsEmpty ? (long)AgentRun.WallTime(runs.Map(run => (run.Started, run.Time))).TotalMilliseconds
        : ran.ForAll(entry => entry.Started.IsSome)
            ? (long)
                AgentRun
                    .WallTime(
                        ran.Map(entry => (entry.Started.IfNone(default(DateTimeOffset)), TimeSpan.FromMilliseconds(entry.Milliseconds)))
                    )
                    .TotalMilliseconds
        : ran.Sum(entry => (long)entry.Milliseconds);

    private static string Line(IndexView view, AgentRun run)
    {
        var repeated = view.Agents.Contains(run.Agent, StringComparer.Ordinal)
            ? view.Of(run.Agent).Count(entry => entry.Repeated.IsSome)
            : 0;
        var time = run.Started.UtcDateTime;
        return $"<li>{Html.Isolate(run.Agent)}: <time "
            + $"datetime=\"{ReportJson.Time(run.Started)}\">{time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} "
            + $"UTC</time>, {Html.Text(run.Version)} against {Html.Text(run.Target)}<br><code>{Html.Text(run.Command)}</code>"
            + (
                run.Patience == 1
                    ? ""
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"<br>Every wait was {run.Patience:0.###} times as long as the cases specify."
                    )
            )
            + string.Concat(run.Scope.ToSeq().SelectMany(ScopeText.Lines).Select(line => $"<br>{Html.Text(line)}"))
            + (
                repeated == 0
                    ? ""
                    : $"<br>{CountText.Of(repeated, "case")} timed out while other cases ran, and {(repeated == 1 ? "was" : "were")} "
                        + "repeated alone. The second result counts."
            )
            + "\n";
    }
}
