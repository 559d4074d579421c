using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Host;

/// <summary>
/// The one receive that waits for a message, or only for whether there is one; used again and again, so that waiting allocates nothing.
/// </summary>
internal abstract class ReceiveSignal : LentMemory, IValueTaskSource<Message?>, IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> core;
    private volatile bool underWay;

    /// <summary>The message that the last receive took.</summary>
    public abstract Message Current { get; }

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

    /// <summary>
    /// Ends the wait, with a message that is <see cref="Current"/> by now, or with the end. Inline, the application goes on inside this
    /// call: no lock may be held.
    /// </summary>
    public void Complete(bool isMessage, bool inline)
    {
        core.RunContinuationsAsynchronously = !inline;
        core.SetResult(isMessage);
    }

    /// <summary>Ends the wait by cancellation; the application goes on elsewhere.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        core.RunContinuationsAsynchronously = true;
        core.SetException(new OperationCanceledException(cancellationToken));
    }

    Message? IValueTaskSource<Message?>.GetResult(short token) => GetResult(token) ? Current : null;

    /// <summary>Whether there is a message.</summary>
    public bool GetResult(short token)
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
