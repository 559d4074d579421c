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

    /// <summary>The observation of the peer.</summary>
    internal Observation Observation { get; init; }

    /// <summary>The events, with their times. In a heavy case only the first bytes of each entry are kept.</summary>
    internal IReadOnlyList<TimedTranscriptEntry> Transcript { get; init; }

    /// <summary>When the case began.</summary>
    public DateTimeOffset Started { get; internal init; }

    /// <summary>The duration from the opening handshake to the end of the transport. It is virtual time if the peer is in memory.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>The first result, if the case timed out among other cases and this is the result of running it alone.</summary>
    public Option<string> Repeated { get; init; }

    /// <summary>Whether a time limit was reached before the peer did what the tester waited for.</summary>
    public bool TimedOut =>
        Observation.OpeningTimedOut
        || Transcript.Any(row => row.Entry is TranscriptEntry.TimerElapsed { Timer: not (TesterTimer.Wait or TesterTimer.Ping) });

    /// <summary>The number of reads of each size, after the opening handshake.</summary>
    public IReadOnlyDictionary<int, int> Reads { get; init; } = new Dictionary<int, int>();

    /// <summary>The number of writes of each size, after the opening handshake.</summary>
    public IReadOnlyDictionary<int, int> Writes { get; init; } = new Dictionary<int, int>();
}
