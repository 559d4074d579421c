namespace Pure.WebSockets.Conformance;

/// <summary>The states of the peer that the model distinguishes. The file docs/states.md describes these states.</summary>
internal enum ModelState : byte
{
    /// <summary>The connection is open, and no message is in progress.</summary>
    BetweenMessages,

    /// <summary>The connection is open, and more fragments of a message must follow.</summary>
    BetweenFragments,

    /// <summary>The connection is open, and a frame has been received in part.</summary>
    WithinFrame,

    /// <summary>
    /// The peer is a client that has received a close frame. The client must answer the close frame, and must then wait for the end of the
    /// transport.
    /// </summary>
    CloseExchanged,

    /// <summary>The connection is closed, and both endpoints have sent a close frame.</summary>
    ClosedCleanly,

    /// <summary>
    /// The connection is closed because a rule was broken, because the transport ended, or because the peer closed the connection.
    /// </summary>
    ClosedOtherwise,
}

/// <summary>Counts the transitions between the states of the model. Each worker has its own instance.</summary>
internal sealed class ModelCoverage
{
    private static readonly int States = Enum.GetValues<ModelState>().Length;

    /// <summary>
    /// Returns the transitions to a different state that a tester can cause in an open connection. The other transitions in docs/states.md
    /// occur in the opening handshake or after the closing handshake, or are caused by the peer's application or by a timer.
    /// </summary>
    public static IReadOnlyList<(ModelState From, ModelState To)> Possible(Role peer)
    {
        ModelState[] open = [ModelState.BetweenMessages, ModelState.BetweenFragments, ModelState.WithinFrame];
        ModelState[] over = [peer == Role.Server ? ModelState.ClosedCleanly : ModelState.CloseExchanged, ModelState.ClosedOtherwise];
        return [.. from start in open from end in open.Concat(over) where start != end select (start, end)];
    }

    private readonly long[] counts = new long[States * States];

    /// <summary>Returns the state that a peer should be in according to the model.</summary>
    public static ModelState StateOf(PeerModel model) => model.Sent.Ending switch
    {
        Ending.None or Ending.Open when model.Received.HasClosed || model.Received.HasEnded => ModelState.ClosedOtherwise,
        Ending.None or Ending.Open => !model.Sent.Unread.IsEmpty ? ModelState.WithinFrame
            : model.Sent.Messages.IsInMessage ? ModelState.BetweenFragments
            : ModelState.BetweenMessages,
        Ending.Closed => model.Sent.Peer == Role.Client && !model.Received.HasEnded ? ModelState.CloseExchanged : ModelState.ClosedCleanly,
        _ => ModelState.ClosedOtherwise,
    };

    /// <summary>Returns the number of counted transitions from one state to another state.</summary>
    public long Count(ModelState from, ModelState to) => counts[((int)from * States) + (int)to];

    /// <summary>Counts a transition.</summary>
    public void Add(ModelState from, ModelState to) => counts[((int)from * States) + (int)to]++;

    /// <summary>Adds the counts of another worker.</summary>
    public void Add(ModelCoverage other)
    {
        for (var at = 0; at < counts.Length; at++) counts[at] += other.counts[at];
    }
}
