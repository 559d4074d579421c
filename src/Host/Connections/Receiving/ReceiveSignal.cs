using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Host;

/// <summary>
/// The signal that completes a waiting receive. The result of the receive is either a message or a bool that states whether a message is
/// available. A connection reuses one signal for all receives, so a wait needs no allocation.
/// </summary>
internal abstract class ReceiveSignal : LentMemory, IValueTaskSource<BorrowedMessage?>, IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> core;
    private volatile bool inProgress;

    /// <summary>The message that the last receive returned.</summary>
    public abstract BorrowedMessage Current { get; }

    /// <summary>Whether a receive is in progress. A receive is in progress from its start until its result has been read.</summary>
    public bool InProgress => inProgress;

    /// <summary>
    /// Whether the receive is still waiting. The connection's lock guards this property. The code that sets this property to false must
    /// complete the receive.
    /// </summary>
    public bool IsWaiting { get; set; }

    /// <summary>The version of the waiting receive, which is the token of the receive's <see cref="ValueTask"/>.</summary>
    public short Version => core.Version;

    /// <summary>Begins a receive that waits for a message.</summary>
    public void Begin()
    {
        core.Reset();
        inProgress = true;
        IsWaiting = true;
    }

    /// <summary>
    /// Ends the wait. Either a message is available in <see cref="Current"/>, or no more messages can arrive. If the parameter
    /// <paramref name="inline"/> is true, the application continues inside this call, so the caller must not hold a lock.
    /// </summary>
    public void Complete(bool isMessage, bool inline)
    {
        core.RunContinuationsAsynchronously = !inline;
        core.SetResult(isMessage);
    }

    /// <summary>
    /// Ends the wait with an exception. If <paramref name="inline"/> is true, the application continues inside this call.
    /// </summary>
    public void Fail(Exception exception, bool inline)
    {
        core.RunContinuationsAsynchronously = !inline;
        core.SetException(exception);
    }

    /// <summary>Cancels the wait. The application continues on another thread.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        core.RunContinuationsAsynchronously = true;
        core.SetException(new OperationCanceledException(cancellationToken));
    }

    BorrowedMessage? IValueTaskSource<BorrowedMessage?>.GetResult(short token) => GetResult(token) ? Current : null;

    /// <summary>Returns whether a message is available.</summary>
    public bool GetResult(short token)
    {
        // If the token belongs to an earlier receive, the current receive stays in progress.
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
