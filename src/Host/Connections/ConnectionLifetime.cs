using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// The steps in which a connection ends. First, the exchange of frames ends, or the opening handshake fails (<see cref="Closure"/>).
/// Second, the last output is written (<see cref="Finish"/>). Third, the transport is freed and the loop ends (<see cref="End"/>). The
/// buffers are returned when the transport has been freed and no code uses the buffers any longer (<see cref="Release"/>). The connection's
/// lock guards this struct, except for the number of references and the disposed flag. The struct is part of its connection and must not be
/// copied, because changes to a copy would be lost.
/// </summary>
internal struct ConnectionLifetime()
{
    private static readonly TaskCompletionSource Completed = CreateCompleted();

    private TaskCompletionSource<CloseResult>? closed;
    private TaskCompletionSource? ended;
    private int references = 1;
    private bool isDisposed;

    /// <summary>The maximum time to wait for a connection to end after its transport has been dropped.</summary>
    public static TimeSpan DropTimeout { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How the connection ended. The value is null until the exchange of frames has ended.</summary>
    public CloseResult? Closure { get; private set; }

    /// <summary>The timer that ended the connection, or <see cref="TimerKind.None"/> if no timer ended the connection.</summary>
    public TimerKind Expired { get; set; }

    /// <summary>
    /// Whether <see cref="Finish"/> has been called. At that time, all output has been written or dropped, and the stream has been ended or
    /// has failed.
    /// </summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether this endpoint dropped the transport before the exchange of frames had ended.</summary>
    public bool IsAborted { get; set; }

    /// <summary>A task that completes when <see cref="Finish"/> has been called. The task never fails.</summary>
    public Task<CloseResult> Closed
    {
        get
        {
            closed ??= new TaskCompletionSource<CloseResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (IsFinished) closed.TrySetResult(Closure!);
            return closed.Task;
        }
    }

    /// <summary>A task that completes when <see cref="End"/> has been called.</summary>
    public Task Ended
    {
        get
        {
            ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return ended.Task;
        }
    }

    /// <summary>Records that the exchange of frames has ended.</summary>
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

    /// <summary>Adds a reference to the connection's buffers. The buffers are not returned before the reference is removed.</summary>
    public void Hold() => Interlocked.Increment(ref references);

    /// <summary>Removes a reference to the connection's buffers. Returns true if this was the last reference.</summary>
    public bool Release() => Interlocked.Decrement(ref references) <= 0;

    /// <summary>Marks the connection as disposed. Returns false if the connection was already disposed.</summary>
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
