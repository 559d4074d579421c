namespace Pure.WebSockets.Conformance;

/// <summary>A run of cases against an agent.</summary>
/// <param name="Agent">The peer's name in the reports.</param>
/// <param name="Target">The tested peer, such as the URL of a server.</param>
/// <param name="Command">The command that ran it.</param>
/// <param name="Version">The name and version of the tester.</param>
/// <param name="Started">When it began.</param>
/// <param name="Time">The elapsed time.</param>
/// <param name="Patience">The factor for every wait of the scripts; 1 by default.</param>
internal sealed record AgentRun(
    string Agent,
    string Target,
    string Command,
    string Version,
    DateTimeOffset Started,
    TimeSpan Time,
    double Patience
)
{
    /// <summary>Returns the elapsed time of several runs. Overlapping parts, as of a run on two machines, count once.</summary>
    public static TimeSpan WallTime(IEnumerable<(DateTimeOffset Started, TimeSpan Time)> spans)
    {
        var (sum, until) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var (started, time) in spans.OrderBy(span => span.Started))
        {
            var end = started + time;
            if (end <= until) continue;
            sum += end - (started > until ? started : until);
            until = end;
        }

        return sum;
    }
}
