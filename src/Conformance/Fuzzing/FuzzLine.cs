using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>An open connection that can be reused for another conversation.</summary>
/// <param name="Opened">The peer.</param>
/// <param name="Model">The model of the peer at the start of the next conversation.</param>
/// <param name="Now">The time at the end of the last conversation, on the clock of the connection.</param>
/// <param name="Scripts">The conversations on this connection, in order.</param>
internal sealed record FuzzLine(OpenedPeer Opened, PeerModel Model, TimeSpan Now, ImmutableArray<FuzzScript> Scripts) : IDisposable
{
    /// <summary>
    /// Returns whether a conversation can be run on this connection. The conversation must request the same compression parameters as the
    /// earlier conversations, and must not test the opening handshake.
    /// </summary>
    public bool Fits(FuzzScript script) => script.Openings.IsEmpty && Equals(Scripts[0].Deflate, script.Deflate);

    /// <summary>
    /// Returns a conversation that consists of all conversations on this connection, followed by the given conversation. The tester waits
    /// for the peer (<see cref="FuzzStep.Settle"/>) between the conversations.
    /// </summary>
    public FuzzScript Joined(FuzzScript last) =>
        last with
        {
            Steps = [.. Scripts.SelectMany(script => script.Steps.Append(FuzzStep.Settle.Instance)), .. last.Steps],
        };

    /// <inheritdoc/>
    public void Dispose() => (Opened.Peer as IDisposable)?.Dispose();
}
