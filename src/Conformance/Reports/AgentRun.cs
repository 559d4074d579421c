namespace Pure.WebSockets.Conformance;

/// <summary>A run of cases against an agent: when, with which version, against what, and by which command.</summary>
/// <param name="Agent">The peer's name in the reports.</param>
/// <param name="Target">What was tested, as the URL of a server.</param>
/// <param name="Command">The command that ran it.</param>
/// <param name="Version">The name and version of the tester.</param>
/// <param name="Started">When it began.</param>
/// <param name="Time">How long it took, by the clock on the wall.</param>
/// <param name="Patience">The factor by which every wait of the scripts was longer; 1 as the cases have them.</param>
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
    /// <summary>
    /// The time that several runs took by the clock on the wall: what two of them share, as parts of a run on two machines do, counts
    /// once.
    /// </summary>
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
