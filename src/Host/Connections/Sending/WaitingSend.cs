namespace Pure.WebSockets.Host;

/// <summary>What an application may send.</summary>
internal enum OutgoingKind : byte
{
    Message,
    Part,
    Ping,
    Pong,
}

/// <summary>Something to send.</summary>
internal readonly record struct Outgoing(
    OutgoingKind What,
    MessageKind Kind,
    ReadOnlyMemory<byte> Data,
    bool Final,
    CompressionChoice Compress
)
{
    /// <summary>With a part of a message: whose message it is. Until that ends, messages of others wait.</summary>
    public object? Turn { get; init; }

    /// <summary>With a ping: who waits for its pong.</summary>
    public PendingPing? Ping { get; init; }
}

/// <summary>
/// A send that waits for room. It is queued, taken over and cancelled under the connection's lock: a cancelled one never touches its
/// memory again.
/// </summary>
internal sealed class WaitingSend : TaskCompletionSource
{
    private CancellationTokenRegistration registration;

    public WaitingSend(Outgoing outgoing)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Outgoing = outgoing;
        Place = new LinkedListNode<WaitingSend>(this);
    }

    public Outgoing Outgoing { get; }

    /// <summary>Where it stands in the queue.</summary>
    public LinkedListNode<WaitingSend> Place { get; }

    public void CancelWith(CancellationToken cancellationToken, Lock gate) => registration = cancellationToken.UnsafeRegister(
        (_, token) =>
        {
            lock (gate)
            {
                if (Place.List is null) return;
                Place.List.Remove(Place);
                SetCanceled(token);
            }
        },
        state: null);

    /// <summary>It left the queue and is sent, or cannot be.</summary>
    public void Complete(Exception? failure)
    {
        registration.Unregister();
        if (failure is null)
        {
            SetResult();
            return;
        }

        SetException(failure);

        // Who sends without waiting for it does not want to hear of it.
        _ = Task.Exception;
    }
}
