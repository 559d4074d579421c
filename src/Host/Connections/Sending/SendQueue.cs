namespace Pure.WebSockets.Host;

/// <summary>
/// The queue of a connection's sends that wait for free space in the send buffer, or for the last fragment of another message. The queue
/// also records the message that is being sent in fragments. The connection's lock guards this struct. The struct is part of its connection
/// and must not be copied, because changes to a copy would be lost.
/// </summary>
internal struct SendQueue
{
    // The list is created when a send first has to wait, and is then reused.
    private LinkedList<PendingSend>? waiting;

    // The owner of the message that is being sent in fragments, or null if there is no such message.
    private object? fragmentOwner;

    /// <summary>
    /// Returns whether the message can be sent now, before all waiting sends. While a message is being sent in fragments, only its next
    /// fragment and control frames may be sent. At other times, a message must wait while any other send is waiting.
    /// </summary>
    public readonly bool CanSendNow(in OutgoingMessage message) =>
        FitsBetweenFragments(message) && (fragmentOwner is not null || waiting is not { Count: > 0 });

    /// <summary>Records that the message, or a part of the message, was sent.</summary>
    public void OnSent(in OutgoingMessage message) => fragmentOwner = message.Final ? null : message.Owner;

    /// <summary>Adds a message to the queue. The send waits until the message is removed from the queue or the send is cancelled.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">The token that cancels the send. A cancelled send is removed from the queue.</param>
    /// <param name="gate">The connection's lock. The code that cancels the send acquires this lock.</param>
    public PendingSend Enqueue(in OutgoingMessage message, CancellationToken cancellationToken, Lock gate)
    {
        var send = new PendingSend(message);
        (waiting ??= new()).AddLast(send.Node);
        send.CancelWith(cancellationToken, gate);
        return send;
    }

    /// <summary>Removes and returns the first send whose message can be sent now. Returns null if there is no such send.</summary>
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

    /// <summary>Removes and returns the first send. Returns null if the queue is empty.</summary>
    public readonly PendingSend? Dequeue()
    {
        if (waiting?.First is not { } first) return null;
        waiting.Remove(first);
        return first.Value;
    }

    // Only control frames may be sent between the fragments of a message (RFC 6455 §5.4).
    private readonly bool FitsBetweenFragments(in OutgoingMessage message) =>
        fragmentOwner is null || ReferenceEquals(message.Owner, fragmentOwner) || message.IsControl;
}
