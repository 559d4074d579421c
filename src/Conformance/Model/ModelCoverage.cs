namespace Pure.WebSockets.Conformance;

/// <summary>The states of docs/states.md that the model tells apart, as the peer goes through them.</summary>
internal enum ModelState : byte
{
    /// <summary>Open, between messages.</summary>
    BetweenMessages,

    /// <summary>Open, between the fragments of a message.</summary>
    BetweenFragments,

    /// <summary>Open, within a frame.</summary>
    WithinFrame,

    /// <summary>A client has answered the close frame, and waits for the end of the transport.</summary>
    CloseExchanged,

    /// <summary>Closed after both close frames.</summary>
    ClosedCleanly,

    /// <summary>Closed because a rule was broken, or because the transport ended.</summary>
    ClosedOtherwise,
}

/// <summary>Counts the transitions between the states of the model. Each worker counts on its own.</summary>
internal sealed class ModelCoverage
{
    private static readonly int States = Enum.GetValues<ModelState>().Length;

    /// <summary>
    /// Returns the transitions between different states that a tester can cause. The other transitions of docs/states.md need the opening
    /// handshake, the application of the peer, or a timer.
    /// </summary>
    public static IReadOnlyList<(ModelState From, ModelState To)> Possible(Role peer)
    {
        ModelState[] open = [ModelState.BetweenMessages, ModelState.BetweenFragments, ModelState.WithinFrame];
        ModelState[] over = [peer == Role.Server ? ModelState.ClosedCleanly : ModelState.CloseExchanged, ModelState.ClosedOtherwise];
        return [.. from start in open from end in open.Concat(over) where start != end select (start, end)];
    }

    private readonly long[] counts = new long[States * States];

    /// <summary>Returns the state of a peer according to the model.</summary>
    public static ModelState StateOf(PeerModel model) => model.Sent.Ending switch
    {
        Ending.None or Ending.Open when model.Received.HasClosed || model.Received.HasEnded => ModelState.ClosedOtherwise,
        Ending.None or Ending.Open => !model.Sent.Unread.IsEmpty ? ModelState.WithinFrame
            : model.Sent.Messages.IsInMessage ? ModelState.BetweenFragments
            : ModelState.BetweenMessages,
        Ending.Closed => model.Sent.Peer == Role.Client && !model.Received.HasEnded ? ModelState.CloseExchanged : ModelState.ClosedCleanly,
        _ => ModelState.ClosedOtherwise,
    };

    /// <summary>Returns how often the peer went from one state to another.</summary>
    public long Count(ModelState from, ModelState to) => counts[((int)from * States) + (int)to];

    /// <summary>Counts a transition.</summary>
    public void Add(ModelState from, ModelState to) => counts[((int)from * States) + (int)to]++;

    /// <summary>Adds the counts of another worker.</summary>
    public void Add(ModelCoverage other)
    {
        for (var at = 0; at < counts.Length; at++) counts[at] += other.counts[at];
    }
}
