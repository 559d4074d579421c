namespace Pure.WebSockets.Conformance;

/// <summary>A behaviour that a case allows instead of the expected behaviour, and the verdict on the allowed behaviour.</summary>
/// <param name="Verdict">The verdict on the behaviour, which is OK, NON-STRICT or INFORMATIONAL.</param>
/// <param name="Events">The exact events that the alternative requires, in order.</param>
/// <param name="Close">The closing handshake that the alternative requires.</param>
/// <param name="Why">A sentence that describes the peer's behaviour and explains why this behaviour is allowed.</param>
internal sealed record Alternative(Verdict Verdict, Seq<PeerEvent> Events, CloseExpectation Close, string Why)
{
    /// <summary>
    /// Whether the alternative accepts any sequence of events, provided that the connection opened and the peer sent no illegal frame.
    /// </summary>
    public bool AcceptsAnyEvents { get; init; }
}
