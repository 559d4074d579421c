namespace Pure.WebSockets.Host;

/// <content>The end of an application's interest in the connection.</content>
public sealed partial class WebSocketConnection
{
    private TaskCompletionSource? ended;
    private bool over;
    private int disposals;

    /// <summary>The time that connections which were dropped get to end.</summary>
    internal static TimeSpan DropTimeout { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Completes when the loop has ended and the transport is free.</summary>
    internal Task Ended
    {
        get
        {
            lock (gate)
            {
                ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (over) ended.TrySetResult();
                return ended.Task;
            }
        }
    }

    /// <summary>
    /// Closes the connection with 1000, unless it is closed already, waits for the closing handshake as long as its timers allow, and
    /// drops the transport after that. Then memory and transport are free, and at a client messages that were not taken are gone.
    /// </summary>
    /// <remarks>
    /// Whoever opened a connection disposes it. An application that a server runs need not: its return does the same, and until then the
    /// message it holds stays valid. What has not been received when this is called is dropped.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        StopReceiving();
        BeginClose(CloseCode.NormalClosure);
        if (!await Ended.CompletesWithin(Timeouts.Clamp(FinalWriting) + Timeouts.Clamp(Linger)).ConfigureAwait(false))
        {
            Abort();
            await Ended.CompletesWithin(DropTimeout).ConfigureAwait(false);
        }

        if (Interlocked.Increment(ref disposals) == 1) owner.Disposed(this);
    }
}
