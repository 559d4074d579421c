namespace Pure.WebSockets.Conformance;

/// <summary>How many cases ended how: each is counted once, a case that failed in either verdict as failed.</summary>
/// <param name="Cases">All of them.</param>
/// <param name="Ok">The peer did what the rule wants.</param>
/// <param name="NonStrict">The peer did what the rule allows.</param>
/// <param name="Informational">No right or wrong.</param>
/// <param name="Unimplemented">The peer does not have the feature.</param>
/// <param name="Failed">The peer broke a rule.</param>
internal readonly record struct Tally(int Cases, int Ok, int NonStrict, int Informational, int Unimplemented, int Failed)
{
    /// <summary>The cases that neither failed nor were about something that the peer does not have.</summary>
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
