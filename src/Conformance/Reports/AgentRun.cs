namespace Pure.WebSockets.Conformance;

/// <summary>A run of cases against an agent.</summary>
/// <param name="Agent">The peer's name in the reports.</param>
/// <param name="Target">A description of the tested peer, such as the URL of a server.</param>
/// <param name="Command">The command line of the run.</param>
/// <param name="Version">The name and version of the tester.</param>
/// <param name="Started">The time when the run started.</param>
/// <param name="Time">The elapsed time of the run.</param>
/// <param name="Patience">
/// The factor by which all waits in the scripts and all time limits for the peer are multiplied. The default is 1.
/// </param>
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
    /// The numbers of cases that apply to the peer completely, in part, and not at all. The value is None if the peer echoes messages,
    /// because all cases then apply.
    /// </summary>
    public Option<ProfileScope> Scope { get; init; }

    /// <summary>Returns the total elapsed time of several runs. A period in which several runs overlap is counted only once.</summary>
    public static TimeSpan WallTime(IEnumerable<(DateTimeOffset Started, TimeSpan Time)> spans)
    {
        var (sum, until) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var (started, time) in spans.OrderBy(span => span.Started))
        {
            var end = started + time;
            if (end <= until || end <= started) continue;
            sum += end - (started > until ? started : until);
            until = end;
        }

        return sum;
    }
}
