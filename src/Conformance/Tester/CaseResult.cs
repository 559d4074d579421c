namespace Pure.WebSockets.Conformance;

/// <summary>A case that ran: the verdicts and all they rest on.</summary>
/// <param name="Case">The case.</param>
/// <param name="Judgement">The verdicts.</param>
/// <param name="Observation">What was observed.</param>
/// <param name="Transcript">All that happened, with its times; of heavy cases only the first octets of each entry.</param>
/// <param name="Started">When the case began.</param>
/// <param name="Duration">How long it took, from the opening to the end of the transport; in memory, in virtual time.</param>
public sealed record CaseResult(
    Case Case,
    Judgement Judgement,
    Observation Observation,
    IReadOnlyList<TimedEntry> Transcript,
    DateTimeOffset Started,
    TimeSpan Duration
)
{
    /// <summary>How it ended first, where it timed out among other cases and this is the result of running it alone.</summary>
    public Option<string> Repeated { get; init; }

    /// <summary>Whether a time of the tester was over before the peer did what it waited for.</summary>
    public bool TimedOut =>
        Observation.OpeningTimedOut
        || Transcript.Any(row => row.Entry is Entry.TimerElapsed { Timer: not (TesterTimer.Wait or TesterTimer.Ping) });

    /// <summary>This result, of a case that ran alone after it had timed out among others.</summary>
    public CaseResult After(IndexEntry first) =>
        this with
        {
            Repeated =
                $"Among other cases it timed out: {Told.Verdicts(first)}: {first.Result.IfNone("")} This is the result of running it "
                    + $"again, alone.",
        };

    /// <summary>How many reads had which size, behind the opening handshake.</summary>
    public IReadOnlyDictionary<int, int> Reads { get; init; } = new Dictionary<int, int>();

    /// <summary>How many writes had which size, behind the opening handshake.</summary>
    public IReadOnlyDictionary<int, int> Writes { get; init; } = new Dictionary<int, int>();
}
