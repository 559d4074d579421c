namespace Pure.WebSockets.Conformance;

/// <summary>How a case applies to a peer that does not echo messages.</summary>
internal abstract record Fit
{
    private Fit() { }

    /// <summary>The case applies completely. The case tests the same behaviour as with a peer that echoes messages.</summary>
    /// <param name="Case">The case, adapted to this peer.</param>
    public sealed record Whole(Case Case) : Fit;

    /// <summary>
    /// The case applies in part. The case tests whether the peer accepts the messages and continues, but does not test which content the
    /// peer has received.
    /// </summary>
    /// <param name="Case">The case, adapted to this peer.</param>
    /// <param name="Why">The reason why the case applies only in part. Reports group the cases by this text.</param>
    public sealed record Part(Case Case, string Why) : Fit;

    /// <summary>The case does not apply.</summary>
    /// <param name="Why">The reason why the case does not apply. Reports group the cases by this text.</param>
    public sealed record Not(string Why) : Fit;
}
