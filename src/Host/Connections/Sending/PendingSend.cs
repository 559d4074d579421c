namespace Pure.WebSockets.Host;

/// <summary>
/// A send that waits for room. It is queued, sent and cancelled under the connection's lock, so a cancelled send never reads its memory
/// again.
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

    /// <summary>The node of the queue.</summary>
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

    /// <summary>Completes a send that has left the queue.</summary>
    /// <param name="failure">Why the message could not be sent, or null if it was sent.</param>
    public void Complete(Exception? failure)
    {
        registration.Unregister();
        if (failure is null)
        {
            SetResult();
            return;
        }

        SetException(failure);

        // A caller that does not await its send must not cause an unobserved exception.
        _ = Task.Exception;
    }
}
