using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// An open WebSocket connection. Its loop reads whether or not the application receives: it answers pings, keeps the connection alive and
/// finishes the closing handshake by itself. All members may be called from any thread; only one receive may be under way at a time.
/// </summary>
/// <remarks>
/// The application continues on the connection's loop when a message arrives, and what it sends before it next waits goes out in one
/// write. So it should not block that thread: meanwhile its own connection neither reads nor writes, and to wait there synchronously for
/// what the connection is to do is to wait for ever.
/// </remarks>
public sealed partial class WebSocketConnection : IAsyncDisposable, IHolder
{
    private readonly Lock gate = new();
    private readonly Transport transport;
    private readonly HostOptions options;
    private readonly IConnectionOwner owner;
    private readonly Buffers buffers;
    private readonly Inbox inbox;
    private Outbox outbox;
    private ITimer? timer;
    private Connection state;
    private Closure? closure;
    private TaskCompletionSource<Closure>? closed;
    private bool finished;
    private bool dropping;
    private long lastCompressed;
    private int holders = 1;

    internal WebSocketConnection(Connection start, Transport transport, HostOptions options, Buffers buffers, IConnectionOwner owner)
    {
        state = start;
        this.transport = transport;
        this.options = options;
        transport.Clock = options.Clock;
        this.buffers = buffers;
        this.owner = owner;
        inbox = new Inbox(buffers);
        outbox = new Outbox(buffers, start.Role);
    }

    /// <summary>What the opening handshake settled: the subprotocol, the extensions.</summary>
    public Agreement Agreement => State.Agreement;

    /// <summary>The peer's address; null where the transport has none.</summary>
    public EndPoint? RemoteEndPoint => transport.Remote;

    /// <summary>How the connection ended. Completes, and never fails, when all that was to be sent is written or given up.</summary>
    public Task<Closure> Closed
    {
        get
        {
            lock (gate)
            {
                closed ??= new TaskCompletionSource<Closure>(TaskCreationOptions.RunContinuationsAsynchronously);
                if (finished) closed.TrySetResult(closure!);
                return closed.Task;
            }
        }
    }

    /// <summary>Where the protocol stands.</summary>
    internal Connection State
    {
        get
        {
            lock (gate) return state;
        }
    }

    /// <summary>When bytes came last, in the milliseconds of <see cref="HostOptions.Clock"/>.</summary>
    internal long LastReceived => Volatile.Read(ref lastReceived);

    /// <summary>Whether the loop reads nothing until the application has taken something, or has answered.</summary>
    internal bool ReadingWaits
    {
        get
        {
            lock (gate) return pause is not null;
        }
    }

    /// <summary>How the connection ended, or as much of it as there is.</summary>
    internal Closure SoFar
    {
        get
        {
            lock (gate) return ClosureSoFar();
        }
    }

    // Whether the code that runs was called by the loop's own fold, which writes at its end.
    private bool InFold => foldingThread == Environment.CurrentManagedThreadId;

    // No data can come any more: the transport's end, or a close frame.
    private bool NothingMoreComes => state.Phase is Phase.Closed or Phase.Closing { Theirs.IsSome: true };

    /// <summary>
    /// A connection whose opening handshake somebody else made: a web server, or HTTP/2 (RFC 8441). It runs at once, and the caller
    /// disposes it.
    /// </summary>
    /// <param name="stream">The stream of bytes both ways, behind the handshake. It is the connection's from here: when all is sent, a
    /// stream that has no end for each direction is disposed.</param>
    /// <param name="role">Which end this is.</param>
    /// <param name="agreement">What the handshake settled; <see cref="Agreement.Plain"/> for nothing. It says whether messages are
    /// compressed.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="request">The request that opened the connection, for <see cref="Request"/>.</param>
    /// <param name="remote">The peer's address, for <see cref="RemoteEndPoint"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options make no sense.</exception>
    public static WebSocketConnection Opened(
        Stream stream, Role role, Agreement agreement, HostOptions? options = null, UpgradeRequest? request = null, EndPoint? remote = null)
    {
        options ??= new HostOptions();
        HostOptions.Check(options);
        return Opened(stream, role, agreement, options, request, remote, new Buffers());
    }

    /// <summary>The same with buffers that somebody counts.</summary>
    internal static WebSocketConnection Opened(
        Stream stream, Role role, Agreement agreement, HostOptions options, UpgradeRequest? request, EndPoint? remote, Buffers buffers)
    {
        var start = Pure.WebSockets.Connection.Opened(role, agreement, options.Protocol);
        var end = new LoneEnd(options, static (_, _) => new(Rejection.Of(500)), start, StreamTransport.Of(stream, remote), buffers);
        if (request is not null) end.Connection.Request = request;
        return end.Run();
    }

    /// <summary>
    /// Closes the connection: sends a close frame and completes when the peer has answered, or when the time for that is over. Fine to
    /// call when the connection is closed already.
    /// </summary>
    /// <param name="code">The status code (RFC 6455 §7.4): <see cref="CloseCode.NormalClosure"/>, or
    /// <see cref="CloseCode.NoStatusReceived"/> for a frame without one.</param>
    /// <param name="reason">A sentence of at most 123 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Stops the waiting; the connection closes all the same.</param>
    /// <returns>How the connection ended.</returns>
    /// <exception cref="WebSocketMisuseException">The code or the reason may not stand in a close frame. The connection is as it
    /// was.</exception>
    /// <remarks>
    /// What comes before the peer's close frame can still be received, as far as <see cref="HostOptions.MaxUntakenBytes"/> has room; the
    /// rest is dropped.
    /// </remarks>
    public Task<Closure> CloseAsync(int code = CloseCode.NormalClosure, string reason = "", CancellationToken cancellationToken = default)
    {
        Refusal? refusal = null;
        lock (gate)
        {
            if (state.Phase is Phase.Open)
            {
                var progress = Kernel.Close(state, new CloseStatus(code, reason));
                refusal = RefusalOf(progress);
                if (refusal is null) Apply(progress);
            }
        }

        if (refusal is not null) return Task.FromException<Closure>(new WebSocketMisuseException(refusal));
        FlushUnlessFolding();
        return Closed.WaitAsync(cancellationToken);
    }

    /// <summary>Drops the transport at once, without a closing handshake. A receive that waits ends as if the peer had gone.</summary>
    public void Abort()
    {
        bool wake;
        lock (gate)
        {
            outbox.Break();
            if (closure is null)
            {
                dropping = true;
                Apply(Kernel.EndOfStream(state));
            }

            wake = ClaimReceiver();
        }

        transport.Drop();
        if (wake) Receiver.Complete(isMessage: false, inline: false);
        Flush();
    }

    /// <summary>Begins to close, if the connection is open, and does not wait. One that has not opened yet is dropped.</summary>
    internal void BeginClose(int code, string reason = "")
    {
        bool opening;
        lock (gate)
        {
            opening = state.Phase is Phase.AwaitingRequest or Phase.AwaitingAnswer or Phase.AwaitingResponse or Phase.ReadingRefusal;
            if (state.Phase is Phase.Open) Apply(Kernel.Close(state, new CloseStatus(code, reason)));
        }

        if (opening) Abort();
        else FlushUnlessFolding();
    }

    /// <summary>Gives up memory that only makes compression faster, if nothing was sent or received for so long.</summary>
    internal void RestAfter(TimeSpan idle)
    {
        var since = options.Clock.Milliseconds() - (long)idle.TotalMilliseconds;
        if (Volatile.Read(ref lastReceived) > since) return;
        lock (gate)
        {
            if (lastCompressed <= since) Apply(Kernel.Rest(state));
        }
    }

    /// <summary>One more needs the connection's buffers.</summary>
    internal void Hold() => Interlocked.Increment(ref holders);

    /// <summary>One less does; with the last one they are given back.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref holders) > 0) return;
        lock (gate)
        {
            inbox.Clear();
            Count();
        }

        owner.Gone(this);
    }

    /// <summary>
    /// Whether whoever had the connection has it no more: its application has returned, its request has ended, it was disposed.
    /// </summary>
    internal bool IsGivenUp
    {
        get
        {
            lock (gate) return inbox.Discarding;
        }
    }

    /// <summary>
    /// Nobody receives any more: what comes is dropped, so that the closing handshake can finish. A receive that waits ends.
    /// </summary>
    internal void StopReceiving()
    {
        bool wake;
        lock (gate)
        {
            inbox.Discarding = true;
            TakeEffect();
            ResumeReading();
            wake = ClaimReceiver();
        }

        if (wake) Receiver.Complete(isMessage: false, inline: false);
    }

    private static Effect? NoticeOf(in Progress progress) =>
        progress.Happening == Happening.Notice && progress.Notice.Case is Effect notice ? notice : null;

    private static Refusal? RefusalOf(in Progress progress) => (NoticeOf(progress) as Effect.Refused)?.Refusal;

    /// <summary>Makes the result of a kernel call the connection's: its state, its output, its timer. Under the lock.</summary>
    private void Apply(in Progress progress, bool reply = false, bool refer = false)
    {
        state = progress.Next;

        // At rest it is in a state that others are in too: that is where it gets when it opens, and whenever its timer starts anew.
        if (progress.Happening == Happening.Notice || progress.Deadline.Change != DeadlineChange.Keep) state = owner.Common(state);
        if (NoticeOf(progress) is { } notice) Note(notice);
        if (!progress.Head.IsEmpty) outbox.Add((request as PlainRequest)?.Answer ?? progress.Head);
        if (progress.HasReply && reply) outbox.AddReply(progress.Reply);
        else if (progress.HasReply && refer) outbox.Refer(progress.Reply);
        else if (progress.HasReply) outbox.Add(progress.Reply);
        if (progress.Deadline.Change != DeadlineChange.Keep) SetTimer(progress.Deadline);
        if (state.Phase is Phase.Open) return;
        if (state.Phase is Phase.Closed over && closure is null) BeginEnd(over.Closure);
        RefuseSenders();
        if (state.Phase is Phase.Closed) pings?.GiveUp(new WebSocketClosedException(this, ClosureSoFar()));
        ResumeReading();
    }
}
