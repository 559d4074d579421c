using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Host;

/// <summary>The one receive that waits for a message; used again and again, so that waiting allocates nothing.</summary>
internal sealed class ReceiveSignal : IValueTaskSource<Message?>
{
    private ManualResetValueTaskSourceCore<Message?> core;
    private volatile bool underWay;

    /// <summary>Whether a receive was begun whose result nobody has seen yet.</summary>
    public bool UnderWay => underWay;

    /// <summary>Whether it still waits. Guarded by the connection's lock: who clears it completes the receive.</summary>
    public bool Waiting { get; set; }

    /// <summary>The token of the receive that waits.</summary>
    public short Version => core.Version;

    /// <summary>A receive begins to wait.</summary>
    public void Begin()
    {
        core.Reset();
        underWay = true;
        Waiting = true;
    }

    /// <summary>Ends the wait. Inline, the application goes on inside this call: no lock may be held.</summary>
    public void Complete(Message? message, bool inline)
    {
        core.RunContinuationsAsynchronously = !inline;
        core.SetResult(message);
    }

    /// <summary>Ends the wait by cancellation; the application goes on elsewhere.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        core.RunContinuationsAsynchronously = true;
        core.SetException(new OperationCanceledException(cancellationToken));
    }

    public Message? GetResult(short token)
    {
        // Before the result is seen: the application may begin the next receive as soon as it has it.
        var valid = token == core.Version;
        try
        {
            return core.GetResult(token);
        }
        finally
        {
            if (valid) underWay = false;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
