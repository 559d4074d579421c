namespace Pure.WebSockets.Conformance;

/// <summary>The number of cases with each verdict. A case is counted as failed if at least one of its two verdicts is a failure.</summary>
/// <param name="Cases">The total number of cases.</param>
/// <param name="Ok">The number of cases in which the peer behaved as the rule requires.</param>
/// <param name="NonStrict">
/// The number of cases in which the peer's behaviour was allowed, but a different behaviour is recommended.
/// </param>
/// <param name="Informational">The number of cases in which the peer's behaviour was neither right nor wrong.</param>
/// <param name="Unimplemented">The number of cases that test a feature that the peer does not have.</param>
/// <param name="Failed">The number of cases in which at least one of the two verdicts is a failure.</param>
internal readonly record struct Tally(int Cases, int Ok, int NonStrict, int Informational, int Unimplemented, int Failed)
{
    /// <summary>The number of cases that passed. Failed cases and unimplemented cases are not included.</summary>
    public int Passed => Cases - Failed - Unimplemented;

    /// <summary>Counts the verdicts in the given entries.</summary>
    public static Tally Of(IEnumerable<IndexEntry> entries) => entries.Aggregate(default(Tally), (tally, entry) => tally.With(entry));

    private Tally With(IndexEntry entry) => (entry.IsFailure ? Verdict.Failed : entry.Behavior) switch
    {
        Verdict.Ok => this with { Cases = Cases + 1, Ok = Ok + 1 },
        Verdict.NonStrict => this with { Cases = Cases + 1, NonStrict = NonStrict + 1 },
        Verdict.Informational => this with { Cases = Cases + 1, Informational = Informational + 1 },
        Verdict.Unimplemented => this with { Cases = Cases + 1, Unimplemented = Unimplemented + 1 },
        _ => this with { Cases = Cases + 1, Failed = Failed + 1 },
    };
}
