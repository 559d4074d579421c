namespace Pure.WebSockets.Conformance;

/// <summary>The result of a case, which contains the verdicts and the data on which the verdicts are based.</summary>
public sealed record CaseResult
{
    internal CaseResult(
        Case ran,
        Judgement judgement,
        Observation observation,
        IReadOnlyList<TimedTranscriptEntry> transcript,
        DateTimeOffset started,
        TimeSpan duration
    ) => (Case, Judgement, Observation, Transcript, Started, Duration) = (ran, judgement, observation, transcript, started, duration);

    /// <summary>The case.</summary>
    public Case Case { get; internal init; }

    /// <summary>The verdicts.</summary>
    public Judgement Judgement { get; internal init; }

    /// <summary>The observed behaviour of the peer.</summary>
    internal Observation Observation { get; init; }

    /// <summary>
    /// The transcript of the case, with the time of each entry. In a long transcript, some entries are omitted. In a heavy case, each entry
    /// contains only the first 64 bytes of its data.
    /// </summary>
    internal IReadOnlyList<TimedTranscriptEntry> Transcript { get; init; }

    /// <summary>The time when the case started.</summary>
    public DateTimeOffset Started { get; internal init; }

    /// <summary>
    /// The time from the end of the opening handshake to the end of the transport. If the opening handshake failed, the value is the time
    /// from the start of the connection to the failure. The duration is in virtual time if the case ran in virtual time.
    /// </summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>
    /// A description of the first result if the case was repeated, or None if the case was not repeated. A case that timed out while other
    /// cases were running is repeated alone.
    /// </summary>
    public Option<string> Repeated { get; init; }

    /// <summary>
    /// Whether the opening handshake timed out, or the tester stopped waiting for the peer because a time limit was reached. The value
    /// is also true if the script closed the connection after a fixed time and some of the expected events did not occur.
    /// </summary>
    public bool TimedOut =>
        Observation.OpeningTimedOut
        || Observation.WasLate
        || (Observation.ClosedByTimer && ExpectationCheck.Evaluate(Case.Expectation, Observation) != Satisfaction.Whole);

    /// <summary>The number of reads after the opening handshake, by the size of the read in bytes.</summary>
    public IReadOnlyDictionary<int, int> Reads { get; init; } = new Dictionary<int, int>();

    /// <summary>The number of writes after the opening handshake, by the size of the write in bytes.</summary>
    public IReadOnlyDictionary<int, int> Writes { get; init; } = new Dictionary<int, int>();
}
