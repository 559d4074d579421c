namespace Pure.WebSockets.Conformance;

/// <summary>The number of cases with each verdict. A case that failed in either verdict counts as failed.</summary>
/// <param name="Cases">All cases.</param>
/// <param name="Ok">The peer did what the rule demands.</param>
/// <param name="NonStrict">The peer did what the rule allows.</param>
/// <param name="Informational">Neither right nor wrong.</param>
/// <param name="Unimplemented">The peer does not have the feature.</param>
/// <param name="Failed">The peer broke a rule.</param>
internal readonly record struct Tally(int Cases, int Ok, int NonStrict, int Informational, int Unimplemented, int Failed)
{
    /// <summary>The cases that neither failed nor were unimplemented.</summary>
    public int Passed => Cases - Failed - Unimplemented;

    /// <summary>Counts entries.</summary>
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
