namespace Pure.WebSockets.Host;

/// <summary>
/// The order of a connection's sends: the sends that wait for room, and the message that is being sent in fragments. Guarded by the
/// connection's lock. A part of its connection: never copied.
/// </summary>
internal struct SendQueue
{
    // Created when the first send waits, and then kept.
    private LinkedList<PendingSend>? waiting;

    // The owner of the message in progress. It is null between messages.
    private object? fragmentOwner;

    /// <summary>
    /// Returns whether it is the message's turn. A message has to wait for earlier sends, except for sends that themselves wait for the
    /// message in progress.
    /// </summary>
    public readonly bool CanSendNow(in OutgoingMessage message) =>
        FitsBetweenFragments(message) && (fragmentOwner is not null || waiting is not { Count: > 0 });

    /// <summary>Notes that the message, or a part of it, was sent.</summary>
    public void OnSent(in OutgoingMessage message) => fragmentOwner = message.Final ? null : message.Owner;

    /// <summary>Lets a message wait, until it is dequeued or cancelled.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Removes it from the queue.</param>
    /// <param name="gate">The connection's lock, which the cancellation takes.</param>
    public PendingSend Enqueue(in OutgoingMessage message, CancellationToken cancellationToken, Lock gate)
    {
        var send = new PendingSend(message);
        (waiting ??= new()).AddLast(send.Node);
        send.CancelWith(cancellationToken, gate);
        return send;
    }

    /// <summary>Removes and returns the first send whose turn it is. Returns null if there is none.</summary>
    public readonly PendingSend? DequeueSendable()
    {
        for (var node = waiting?.First; node is not null; node = node.Next)
        {
            if (!FitsBetweenFragments(node.Value.Message)) continue;
            waiting!.Remove(node);
            return node.Value;
        }

        return null;
    }

    /// <summary>Removes and returns the first send. Returns null if there is none.</summary>
    public readonly PendingSend? Dequeue()
    {
        if (waiting?.First is not { } first) return null;
        waiting.Remove(first);
        return first.Value;
    }

    // No other message may come between the fragments of a message, but control frames may (RFC 6455 §5.4).
    private readonly bool FitsBetweenFragments(in OutgoingMessage message) =>
        fragmentOwner is null || ReferenceEquals(message.Owner, fragmentOwner) || message.IsControl;
}
