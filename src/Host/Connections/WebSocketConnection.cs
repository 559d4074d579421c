using System.Diagnostics;
using System.Net;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// An open WebSocket connection. Its loop reads whether or not the application receives: it answers pings, keeps the connection alive and
/// completes the closing handshake. All members may be called from any thread. Only one receive may be in progress at a time.
/// </summary>
/// <remarks>
/// When a message arrives, the application continues on the connection's loop, and all that it sends before it next awaits goes out in
/// one write. The application must not block that thread: meanwhile its own connection neither reads nor writes. A synchronous wait for
/// something that this connection must do never ends.
/// </remarks>
public sealed partial class WebSocketConnection : IAsyncDisposable, IHolder
{
    private static readonly TimerCallback Elapsed = static connection => ((WebSocketConnection)connection!).OnTimer();
    private static readonly TimerCallback LimitElapsed = static connection => ((WebSocketConnection)connection!).OnLimitTimer();

    private readonly Lock gate = new();
    private readonly Transport transport;
    private readonly HostOptions options;
    private readonly IConnectionHost host;
    private Connection state;
    private ConnectionLifetime lifetime = new();
    private ConnectionMetrics metrics;
    private DeadlineTimer deadline = new();
    private HandshakeRecord handshake = new();
    private LifetimeLimits? limits;
    private volatile bool isPongDeferred;

    internal WebSocketConnection(Connection start, Transport transport, HostOptions options, BufferPool buffers, IConnectionHost host)
    {
        state = start;
        this.transport = transport;
        this.options = options;
        this.host = host;
        transport.Clock = options.Clock;
        queue = new ReceiveQueue(buffers);
        writer = new WritePump(buffers, start.Role);
        metrics = new ConnectionMetrics(start.Role);
    }

    /// <summary>The result of the opening handshake: the subprotocol and the extensions.</summary>
    public Agreement Agreement => State.Agreement;

    /// <summary>The peer's address; null if the transport has none.</summary>
    public EndPoint? RemoteEndPoint => transport.Remote;

    /// <summary>The request that opened the connection: its path and its fields. At a client, the request that it sent.</summary>
    public UpgradeRequest Request { get => handshake.Request; internal set => handshake.Request = value; }

    /// <summary>At a client, the fields of the response that opened the connection. Empty at a server and where it is not known.</summary>
    public Seq<Header> ResponseHeaders { get => handshake.ResponseHeaders; internal set => handshake.ResponseHeaders = value; }

    /// <summary>How the connection ended. Completes when all output is written or given up, and never fails.</summary>
    public Task<Closure> Closed
    {
        get
        {
            lock (gate) return lifetime.Closed;
        }
    }

    /// <summary>Completes when the loop has ended and the transport is free.</summary>
    internal Task Ended
    {
        get
        {
            lock (gate) return lifetime.Ended;
        }
    }

    internal Connection State
    {
        get
        {
            lock (gate) return state;
        }
    }

    /// <summary>How the connection ended, or how far its closing handshake is.</summary>
    internal Closure SoFar
    {
        get
        {
            lock (gate) return lifetime.SoFar(state);
        }
    }

    /// <summary>At a client, the response that rejected the upgrade; else null.</summary>
    internal RefusedResponse? RefusedBy => handshake.Rejection;

    /// <summary>The timer that ended the connection, if any.</summary>
    internal TimerKind Expired { get; private set; }

    /// <summary>The connection's lock. It guards all fields that are not read-only.</summary>
    internal Lock Gate => gate;

    internal Transport Transport => transport;

    internal BufferPool Buffers => writer.Output.Buffers;

    internal bool IsProtocolOver => lifetime.Closure is not null;

    private TimeSpan FinalWriteTimeout =>
        state.Options.ClosingHandshakeTimeout > TimeSpan.Zero
            ? state.Options.ClosingHandshakeTimeout
            : ConnectionOptions.Default.ClosingHandshakeTimeout;

    // A client that sent no close frame, such as one that never opened, has nothing that a reset could destroy.
    private TimeSpan LingerTimeout =>
        options.LingerTimeout > TimeSpan.Zero && !(state.Role == Role.Client && lifetime.Closure is { Ours.IsNone: true })
            ? options.LingerTimeout
            : TimeSpan.Zero;

    /// <summary>
    /// Creates a connection after an opening handshake that was made elsewhere, by a web server or over HTTP/2 (RFC 8441). The connection
    /// runs at once. The caller disposes it.
    /// </summary>
    /// <param name="stream">The stream of bytes in both directions, after the handshake. The connection owns it from this call on. A
    /// stream that cannot end one direction only is disposed when all is sent.</param>
    /// <param name="role">The role of this end.</param>
    /// <param name="agreement">The result of the handshake, which also determines compression. <see cref="Agreement.Plain"/> if nothing
    /// was negotiated.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="request">The request that opened the connection, for <see cref="Request"/>.</param>
    /// <param name="remote">The peer's address, for <see cref="RemoteEndPoint"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static WebSocketConnection Opened(
        Stream stream, Role role, Agreement agreement, HostOptions? options = null, UpgradeRequest? request = null, EndPoint? remote = null)
    {
        options ??= new HostOptions();
        HostOptions.Check(options);
        return Opened(stream, role, agreement, options, request, remote, new BufferPool());
    }

    internal static WebSocketConnection Opened(
        Stream stream, Role role, Agreement agreement, HostOptions options, UpgradeRequest? request, EndPoint? remote, BufferPool buffers)
    {
        var start = Pure.WebSockets.Connection.Opened(role, agreement, options.Protocol);
        var transport = StreamTransport.Of(stream, remote);
        var host = new StandaloneConnection(options, static (_, _) => new(Rejection.Of(500)), start, transport, buffers);
        if (request is not null) host.Connection.Request = request;
        return host.Run();
    }

    /// <summary>
    /// Sends a close frame and waits until the peer has answered it, or until the time for that is over. A closed connection may be
    /// closed again.
    /// </summary>
    /// <param name="code">The status code (RFC 6455 §7.4): <see cref="CloseCode.NormalClosure"/>, or
    /// <see cref="CloseCode.NoStatusReceived"/> for a close frame without a code.</param>
    /// <param name="reason">The reason, of at most 123 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Stops the wait. The connection closes nevertheless.</param>
    /// <returns>How the connection ended.</returns>
    /// <exception cref="WebSocketMisuseException">A close frame must not contain this code or reason. The connection did not
    /// change.</exception>
    /// <remarks>
    /// Messages that arrive before the peer's close frame can still be received, up to <see cref="HostOptions.MaxUntakenBytes"/>. Further
    /// messages are dropped.
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
        FlushUnlessOnLoop();
        return Closed.WaitAsync(cancellationToken);
    }

    /// <summary>Drops the transport at once, without a closing handshake. A receive that waits ends as if the peer had gone.</summary>
    public void Abort()
    {
        bool completes;
        lock (gate)
        {
            writer.Output.Break();
            if (!IsProtocolOver)
            {
                lifetime.IsAborted = true;
                Apply(Kernel.EndOfStream(state));
            }

            completes = TryClaimReceiveAtEnd();
        }

        transport.Drop();
        if (completes) Receiver.Complete(isMessage: false, inline: false);
        writer.Flush(this);
    }

    /// <summary>
    /// Closes the connection with 1000, unless it is closed, waits for the closing handshake as long as its timeouts allow, and then drops
    /// the transport. Afterwards memory and transport are free, and a client's messages that were not received are lost.
    /// </summary>
    /// <remarks>
    /// The opener of a connection disposes it. An application that a server runs need not: its return does the same, and until then the
    /// message that it holds stays valid. Messages that were not received before this call are dropped.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        StopReceiving();
        BeginClose(CloseCode.NormalClosure);
        if (!await Ended.CompletesWithin(Timeouts.Clamp(FinalWriteTimeout) + Timeouts.Clamp(LingerTimeout)).ConfigureAwait(false))
        {
            Abort();
            await Ended.CompletesWithin(ConnectionLifetime.DropTimeout).ConfigureAwait(false);
        }

        if (lifetime.TryDispose()) host.OnDisposed(this);
    }

    /// <summary>Begins to close an open connection, without waiting. A connection in its opening handshake is dropped.</summary>
    internal void BeginClose(int code, string reason = "")
    {
        bool isOpening;
        lock (gate)
        {
            isOpening = state.Phase is Phase.AwaitingRequest or Phase.AwaitingAnswer or Phase.AwaitingResponse or Phase.ReadingRefusal;
            if (state.Phase is Phase.Open) Apply(Kernel.Close(state, new CloseStatus(code, reason)));
        }

        if (isOpening) Abort();
        else FlushUnlessOnLoop();
    }

    /// <summary>Frees memory that only makes compression faster, if no message was sent or received for that time.</summary>
    internal void CompactIfIdle(TimeSpan idle)
    {
        var since = options.Clock.Milliseconds() - (long)idle.TotalMilliseconds;
        if (LastReceived > since) return;
        lock (gate)
        {
            if (lastCompressed <= since) Apply(Kernel.Rest(state));
        }
    }

    /// <summary>Adds a reference to the connection's buffers.</summary>
    internal void Hold() => lifetime.Hold();

    /// <summary>Removes a reference. After the last one the buffers are given back.</summary>
    internal void Release()
    {
        if (!lifetime.Release()) return;
        lock (gate)
        {
            queue.Clear();
            CountHeldBytes();
        }

        host.OnReleased(this);
    }

    /// <summary>Marks a connection as open whose opening handshake was made elsewhere.</summary>
    internal void MarkOpened()
    {
        lock (gate) OnOpened();
    }

    /// <summary>Returns whether the deadline has passed, at a time in milliseconds of <see cref="HostOptions.Clock"/>.</summary>
    internal bool IsDue(long now) => deadline.IsDue(now);

    /// <summary>The deadline has passed, or may have.</summary>
    internal void OnTimer()
    {
        bool drops, completes;
        lock (gate)
        {
            if (!deadline.HasPassed(options.Clock)) return;
            if (TimeToMove() is var more && more > TimeSpan.Zero)
            {
                StartTimer(more);
                return;
            }

            deadline.Clear();

            // While this end does not read, a pong may be there unread: the deadline waits until the loop reads on. It does not wait if
            // the peer takes nothing of our output. If the input has ended and waits for the application's answer, it ends that way.
            var isUnread = loopThreadId != 0 || pause is { ForAnswer: true }
                || (pause is not null && !writer.IsWriting && writer.Output.IsEmpty);
            if (state.Timer == TimerKind.Pong && isUnread)
            {
                isPongDeferred = true;
                return;
            }

            drops = IsProtocolOver;
            if (!drops)
            {
                var elapsed = state.Timer;
                if (elapsed == TimerKind.KeepAlive) metrics.KeepAliveSent();
                Apply(Kernel.Elapsed(state, elapsed));
                if (IsProtocolOver) Expired = elapsed;
            }

            completes = TryClaimReceiveAtEnd();
        }

        if (completes) Receiver.Complete(isMessage: false, inline: false);
        if (drops) transport.Drop();
        else writer.Flush(this);
    }

    /// <summary>The end of the stream is sent: from here on the timer bounds the wait for the peer's end.</summary>
    internal void OnStreamEnded()
    {
        lock (gate)
        {
            StartTimer(LingerTimeout);
            lifetime.Finish();
        }
    }

    private static Effect? NoticeOf(in Progress progress) =>
        progress.Happening == Happening.Notice && progress.Notice.Case is Effect notice ? notice : null;

    private static Refusal? RefusalOf(in Progress progress) => (NoticeOf(progress) as Effect.Refused)?.Refusal;

    /// <summary>Applies the result of a kernel call: its state, its output, its timer.</summary>
    private void Apply(in Progress progress, FrameOrigin origin = FrameOrigin.Sender)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        state = progress.Next;

        // An idle state is usually equal to another connection's: intern it after the opening and after each start of the timer.
        if (progress.Happening == Happening.Notice || progress.Deadline.Change != DeadlineChange.Keep) state = host.Intern(state);
        if (NoticeOf(progress) is { } notice) RecordHandshake(notice);
        if (!progress.Head.IsEmpty) writer.Output.Add(handshake.Plain?.Answer ?? progress.Head);
        if (progress.HasReply && origin == FrameOrigin.Peer) writer.Output.AddReply(progress.Reply);
        else if (progress.HasReply && origin == FrameOrigin.UncopiedSender) writer.Output.AddWithoutCopy(progress.Reply);
        else if (progress.HasReply) writer.Output.Add(progress.Reply);
        if (progress.Deadline.Change != DeadlineChange.Keep)
        {
            isPongDeferred = false;
            StartTimer(progress.Deadline.Change == DeadlineChange.Start ? progress.Deadline.After : Timeout.InfiniteTimeSpan);
        }

        if (state.Phase is Phase.Open) return;
        if (state.Phase is Phase.Closed over && !IsProtocolOver) OnProtocolOver(over.Closure);
        FailWaitingSends();
        if (state.Phase is Phase.Closed) pings?.FailAll(new WebSocketClosedException(this, lifetime.SoFar(state)));
        ResumeReading();
    }

    private void RecordHandshake(Effect notice)
    {
        if (notice is Effect.Opened opened)
        {
            opened.Response.IfSome(head => ResponseHeaders = head.Headers);
            OnOpened();
            metrics.HandshakeEnded("opened");
        }
        else if (notice is Effect.UpgradeRefused refused) handshake.Rejection = refused.Response;
    }

    private void OnOpened()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        limits = LifetimeLimits.Start(options, LimitElapsed, this);
        metrics.Opened(state.Agreement, ref handshake, options, transport);
    }

    /// <summary>From here on the timer bounds the writing of the remaining output.</summary>
    private void OnProtocolOver(Closure how)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        lifetime.Close(how);
        limits?.Stop();
        limits = null;
        metrics.Closed(lifetime.Closure!, ref handshake, options, transport, receivedNothing: LastReceived == 0);
        StartTimer(FinalWriteTimeout);
    }

    private void OnLimitTimer()
    {
        var limit = ReachedLimit.None;
        lock (gate)
        {
            if (limits is not null) limit = limits.Check();
        }

        if (limit == ReachedLimit.None) return;
        LifetimeLimits.Log(limit, options, RemoteEndPoint);
        if (limit == ReachedLimit.Idle) BeginClose(CloseCode.NormalClosure, "idle");
        else BeginClose(CloseCode.GoingAway, "open for as long as it may be");
    }

    private void StartTimer(TimeSpan after)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        if (after == Timeout.InfiniteTimeSpan) deadline.Stop();
        else deadline.Start(after, options.Clock, host.TracksDeadline(after), Elapsed, this);
    }

    /// <summary>
    /// The time that is left because bytes moved. They are as good as a pong: a peer cannot send a pong within a frame, and sees our ping
    /// only after the output before it. In the same way the last output gets time as long as the peer takes some of it.
    /// </summary>
    private TimeSpan TimeToMove()
    {
        if (IsProtocolOver) return lifetime.IsFinished ? TimeSpan.Zero : LeftOf(FinalWriteTimeout, transport.LastUnblocked);
        return state.Timer == TimerKind.Pong
            ? LeftOf(state.Options.PongTimeout, Math.Max(LastReceived, transport.LastUnblocked))
            : TimeSpan.Zero;

        TimeSpan LeftOf(TimeSpan time, long since) => time - TimeSpan.FromMilliseconds(options.Clock.Milliseconds() - since);
    }
}
