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
    /// The entries of the case's transcript, with their times. If the transcript is long, some entries are omitted. In a heavy case, only
    /// the first bytes of each entry are kept.
    /// </summary>
    internal IReadOnlyList<TimedTranscriptEntry> Transcript { get; init; }

    /// <summary>The time at which the case started.</summary>
    public DateTimeOffset Started { get; internal init; }

    /// <summary>
    /// The time between the success of the opening handshake and the end of the transport. If the opening handshake failed, this is the
    /// time until its failure. If the case ran in virtual time, the duration is in virtual time.
    /// </summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>
    /// A description of the case's first result, if the case timed out while other cases ran and was then repeated alone. The value is None
    /// if the case was not repeated.
    /// </summary>
    public Option<string> Repeated { get; init; }

    /// <summary>
    /// Whether the opening handshake exceeded its time limit, or the tester no longer waited for the peer because a time limit was reached.
    /// If the script closes the connection after a time, the value is true only if expected events had not occurred by then.
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
