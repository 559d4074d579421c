namespace Pure.WebSockets.Conformance;

/// <summary>The result of a case: the verdicts and the data on which they are based.</summary>
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
    /// The transcript of the case, with the time of each entry. In a long transcript, some entries are omitted. In a heavy case, only the
    /// first 64 bytes of each entry's data are kept.
    /// </summary>
    internal IReadOnlyList<TimedTranscriptEntry> Transcript { get; init; }

    /// <summary>The time when the case started.</summary>
    public DateTimeOffset Started { get; internal init; }

    /// <summary>
    /// The time from the end of the opening handshake to the end of the transport. If the opening handshake failed, the time until that
    /// failure. The duration is in virtual time if the case ran in virtual time.
    /// </summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>
    /// A description of the first result of a case that timed out while other cases were running and was then repeated alone. The value is
    /// None if the case was not repeated.
    /// </summary>
    public Option<string> Repeated { get; init; }

    /// <summary>
    /// Whether the opening handshake timed out, or the tester stopped waiting for the peer because a time limit was reached. If the script
    /// itself closes the connection after a fixed time, the value is true only if an expected event had not occurred by then.
    /// </summary>
    public bool TimedOut =>
        Observation.OpeningTimedOut
        || Observation.WasLate
        || (Observation.ClosedByTimer && ExpectationCheck.Evaluate(Case.Expectation, Observation) != Satisfaction.Whole);

    /// <summary>The number of reads for each size in bytes, after the opening handshake.</summary>
    public IReadOnlyDictionary<int, int> Reads { get; init; } = new Dictionary<int, int>();

    /// <summary>The number of writes for each size in bytes, after the opening handshake.</summary>
    public IReadOnlyDictionary<int, int> Writes { get; init; } = new Dictionary<int, int>();
}
