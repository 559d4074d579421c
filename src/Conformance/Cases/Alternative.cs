namespace Pure.WebSockets.Conformance;

/// <summary>Behaviour that a case allows instead of the expected one, and the verdict for it.</summary>
/// <param name="Verdict">The verdict: non-strict or informational.</param>
/// <param name="Events">The exact events, in order.</param>
/// <param name="Close">How the connection closes in this case.</param>
/// <param name="Why">A sentence: what the peer did and why that is allowed.</param>
internal sealed record Alternative(Verdict Verdict, Seq<PeerEvent> Events, CloseExpectation Close, string Why)
{
    /// <summary>Whether the verdict holds for any other events, if the connection opened and no illegal frame came.</summary>
    public bool AcceptsAnyEvents { get; init; }
}
