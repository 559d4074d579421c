using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// The steps in which a connection ends. In the first step, the protocol is over (<see cref="Closure"/>). In the second step, all output
/// has been written (<see cref="Finish"/>). In the third step, the loop has ended (<see cref="End"/>). In the last step, nothing refers to
/// the connection's buffers any more (<see cref="Release"/>). The connection's lock guards this struct, except for the number of references
/// and the disposed flag. The struct is a part of its connection and must not be copied.
/// </summary>
internal struct ConnectionLifetime()
{
    private static readonly TaskCompletionSource Completed = CreateCompleted();

    private TaskCompletionSource<CloseResult>? closed;
    private TaskCompletionSource? ended;
    private int references = 1;
    private bool isDisposed;

    /// <summary>The maximum time to wait for the end of a connection after its transport was dropped.</summary>
    public static TimeSpan DropTimeout { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The result that states how the connection ended. The result is null until the protocol is over.</summary>
    public CloseResult? Closure { get; private set; }

    /// <summary>The timer that ended the connection. The value is <see cref="TimerKind.None"/> if no timer ended the connection.</summary>
    public TimerKind Expired { get; set; }

    /// <summary>Whether all output has been written or dropped, and the end of the stream has been sent.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether this endpoint has dropped the transport before the protocol was over.</summary>
    public bool IsAborted { get; set; }

    /// <summary>A task that completes after <see cref="Finish"/> was called. The task never fails.</summary>
    public Task<CloseResult> Closed
    {
        get
        {
            closed ??= new TaskCompletionSource<CloseResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (IsFinished) closed.TrySetResult(Closure!);
            return closed.Task;
        }
    }

    /// <summary>A task that completes after <see cref="End"/> was called.</summary>
    public Task Ended
    {
        get
        {
            ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return ended.Task;
        }
    }

    /// <summary>Records that the protocol is over.</summary>
    public void Close(CloseResult how) => Closure = IsAborted
        ? how with
        {
            First = Side.Ours,
            Error = new ProtocolError(CloseCode.AbnormalClosure, "RFC 6455 §7.1.7", "this end dropped the transport"),
        }
        : how;

    /// <summary>Records that all output has been written or dropped.</summary>
    public void Finish()
    {
        IsFinished = true;
        closed?.TrySetResult(Closure!);
    }

    /// <summary>Records that the loop has ended and the transport has been freed.</summary>
    public void End()
    {
        if (ended is null) ended = Completed;
        else ended.SetResult();
    }

    /// <summary>Adds a reference to the connection's buffers.</summary>
    public void Hold() => Interlocked.Increment(ref references);

    /// <summary>Removes a reference to the connection's buffers. Returns whether the removed reference was the last one.</summary>
    public bool Release() => Interlocked.Decrement(ref references) <= 0;

    /// <summary>Returns whether this call is the first disposal of the connection.</summary>
    public bool TryDispose() => !Interlocked.Exchange(ref isDisposed, true);

    /// <summary>Returns how the connection ended, or how far the closing handshake has progressed.</summary>
    public readonly CloseResult SoFar(Connection state) =>
        Closure
        ?? (state.Phase is Phase.Closing closing
            ? new CloseResult(closing.Ours, closing.Theirs, closing.First, Option<ProtocolError>.None)
            : new CloseResult(Option<CloseStatus>.None, Option<CloseStatus>.None, Side.Ours, Option<ProtocolError>.None));

    private static TaskCompletionSource CreateCompleted()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
