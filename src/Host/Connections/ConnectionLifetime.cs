using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// The steps in which a connection ends, in their order: the protocol is over (<see cref="Closure"/>), all output is written
/// (<see cref="Finish"/>), the loop has ended (<see cref="End"/>), and nothing refers to the connection's buffers (<see cref="Release"/>).
/// Guarded by the connection's lock, except the references and the disposal. A part of its connection: never copied.
/// </summary>
internal struct ConnectionLifetime()
{
    private static readonly TaskCompletionSource Completed = CreateCompleted();

    private TaskCompletionSource<CloseResult>? closed;
    private TaskCompletionSource? ended;
    private int references = 1;
    private bool isDisposed;

    /// <summary>How long to wait for a connection to end after its transport was dropped.</summary>
    public static TimeSpan DropTimeout { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How the connection ended. It is null until the protocol is over.</summary>
    public CloseResult? Closure { get; private set; }

    /// <summary>The timer that ended the connection, if any.</summary>
    public TimerKind Expired { get; set; }

    /// <summary>Whether all output is written or dropped, and the end of the stream was sent.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether this end drops the transport before the protocol is over.</summary>
    public bool IsAborted { get; set; }

    /// <summary>Completes after <see cref="Finish"/>. Never fails.</summary>
    public Task<CloseResult> Closed
    {
        get
        {
            closed ??= new TaskCompletionSource<CloseResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (IsFinished) closed.TrySetResult(Closure!);
            return closed.Task;
        }
    }

    /// <summary>Completes after <see cref="End"/>.</summary>
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

    /// <summary>Records that all output is written or dropped.</summary>
    public void Finish()
    {
        IsFinished = true;
        closed?.TrySetResult(Closure!);
    }

    /// <summary>Records that the loop has ended and the transport is free.</summary>
    public void End()
    {
        if (ended is null) ended = Completed;
        else ended.SetResult();
    }

    /// <summary>Adds a reference to the connection's buffers.</summary>
    public void Hold() => Interlocked.Increment(ref references);

    /// <summary>Removes a reference. Returns whether it was the last one.</summary>
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
