namespace Pure.WebSockets.Host;

/// <summary>
/// A send that waits for free space in the send buffer, or for the last fragment of another message. The send is queued, executed and
/// cancelled under the connection's lock, so the memory of a cancelled send is never read again.
/// </summary>
internal sealed class PendingSend : TaskCompletionSource
{
    private CancellationTokenRegistration registration;

    public PendingSend(OutgoingMessage message)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Message = message;
        Node = new LinkedListNode<PendingSend>(this);
    }

    public OutgoingMessage Message { get; }

    /// <summary>The node of this send in the queue.</summary>
    public LinkedListNode<PendingSend> Node { get; }

    public void CancelWith(CancellationToken cancellationToken, Lock gate) => registration = cancellationToken.UnsafeRegister(
        (_, token) =>
        {
            lock (gate)
            {
                if (Node.List is null) return;
                Node.List.Remove(Node);
                SetCanceled(token);
            }
        },
        state: null);

    /// <summary>Completes a send that has been removed from the queue.</summary>
    /// <param name="failure">The reason why the message could not be sent, or null if the message was sent.</param>
    public void Complete(Exception? failure)
    {
        registration.Unregister();
        if (failure is null)
        {
            SetResult();
            return;
        }

        SetException(failure);

        // The exception is marked as observed here, because it is possible that no code awaits this task.
        _ = Task.Exception;
    }
}
