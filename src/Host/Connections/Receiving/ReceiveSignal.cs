using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Host;

/// <summary>
/// The result of a receive that waits: a message, or whether there is one. A connection has one signal and reuses it, so waiting allocates
/// nothing.
/// </summary>
internal abstract class ReceiveSignal : LentMemory, IValueTaskSource<Message?>, IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> core;
    private volatile bool inProgress;

    /// <summary>The message that the last receive took.</summary>
    public abstract Message Current { get; }

    /// <summary>Whether a receive is in progress: it has begun, and its result has not been read yet.</summary>
    public bool InProgress => inProgress;

    /// <summary>Whether the receive still waits. Guarded by the connection's lock: the code that clears it completes the receive.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>The version of the receive that waits, as the token of its <see cref="ValueTask"/>.</summary>
    public short Version => core.Version;

    /// <summary>Begins to wait.</summary>
    public void Begin()
    {
        core.Reset();
        inProgress = true;
        IsWaiting = true;
    }

    /// <summary>
    /// Ends the wait, either with <see cref="Current"/> or with the end of the messages. With <paramref name="inline"/> the application
    /// continues inside this call, so no lock may be held.
    /// </summary>
    public void Complete(bool isMessage, bool inline)
    {
        core.RunContinuationsAsynchronously = !inline;
        core.SetResult(isMessage);
    }

    /// <summary>Cancels the wait. The application continues on another thread.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        core.RunContinuationsAsynchronously = true;
        core.SetException(new OperationCanceledException(cancellationToken));
    }

    Message? IValueTaskSource<Message?>.GetResult(short token) => GetResult(token) ? Current : null;

    /// <summary>Returns whether there is a message.</summary>
    public bool GetResult(short token)
    {
        // The tokens are compared first, because the application may begin the next receive as soon as it has the result.
        var valid = token == core.Version;
        try
        {
            return core.GetResult(token);
        }
        finally
        {
            if (valid) inProgress = false;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
