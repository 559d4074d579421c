using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <content>The connection's loop and the methods that change the protocol state while they hold the lock.</content>
public sealed partial class WebSocketConnection
{
    private const int ReadBytes = 64 * 1024;

    /// <summary>
    /// The maximum number of consecutive reads that fill the buffer. After this number of reads, the loop yields its thread, so that the
    /// thread can do other work.
    /// </summary>
    private const int ReadsInARow = 32;

    private static readonly TimerCallback Elapsed = static connection => ConnectionTimeouts.OnTimer((WebSocketConnection)connection!);

    /// <summary>The lock that guards the protocol state and most other mutable fields.</summary>
    internal Lock Gate => gate;

    /// <summary>The protocol state. The caller must hold the lock.</summary>
    internal Connection Current
    {
        get
        {
            Debug.Assert(gate.IsHeldByCurrentThread);
            return state;
        }
    }

    /// <summary>
    /// The latest protocol state. The caller does not have to hold the lock, and another thread can change the state at any time.
    /// </summary>
    internal Connection Latest => Volatile.Read(ref state);

    internal ConnectionHostOptions Options => options;

    internal IConnectionHost Host => host;

    internal Transport Transport => transport;

    internal BufferPool Buffers => sender.Writer.Output.Buffers;

    internal ref ConnectionMetrics Metrics => ref metrics;

    internal ref ConnectionLifetime Lifetime => ref lifetime;

    internal ref DeadlineTimer Deadline => ref deadline;

    internal ref HandshakeRecord Handshake => ref handshake;

    internal LifetimeLimits? Limits => limits;

    internal ref MessageReceiver Receiver => ref receiver;

    internal ref MessageSender Sender => ref sender;

    internal bool IsProtocolOver => lifetime.Closure is not null;

    /// <summary>
    /// The time at which bytes were last received, in milliseconds, as measured by <see cref="ConnectionHostOptions.Clock"/>.
    /// </summary>
    internal long LastReceived => receiver.LastReceived;

    /// <summary>Whether the loop has paused (see <see cref="ReadPause"/>).</summary>
    internal bool IsReadingPaused { get { lock (gate) return receiver.IsPaused; } }

    /// <summary>
    /// Whether the application has stopped using the connection. The value is true after the application's function has returned, after the
    /// HTTP request has ended (ASP.NET Core), or after the application has disposed the connection.
    /// </summary>
    internal bool IsGivenUp { get { lock (gate) return receiver.Queue.IsDiscarding; } }

    /// <summary>A task that completes when the loop has ended and the transport has been freed.</summary>
    internal Task Ended { get { lock (gate) return lifetime.Ended; } }

    internal Connection State { get { lock (gate) return state; } }

    /// <summary>How the connection ended, or how far its closing handshake has progressed.</summary>
    internal CloseResult SoFar { get { lock (gate) return lifetime.SoFar(state); } }

    /// <summary>
    /// The response with which the server rejected this client's upgrade request, or null if the server has not rejected the request.
    /// </summary>
    internal RejectedResponse? RefusedBy => handshake.Rejection;

    /// <summary>The timer that ended the connection, or <see cref="TimerKind.None"/> if no timer ended the connection.</summary>
    internal TimerKind Expired => lifetime.Expired;

    /// <summary>
    /// Starts the loop on the thread pool, so that a blocking application does not block the caller. The loop does not run in the caller's
    /// execution context.
    /// </summary>
    internal void Start() => ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection.RunAsync(), this, preferLocal: false);

    /// <summary>Runs the connection from its opening handshake until its transport has ended. The returned task never fails.</summary>
    internal async Task RunAsync()
    {
        try
        {
            await transport.OpenAsync(state.Options.OpeningHandshakeTimeout);
            lock (gate) Apply(Kernel.Start(state));
            sender.Writer.Flush(this);

            // The loop is not a separate method. Each additional asynchronous method would keep its state in memory while the connection is
            // idle.
            var (row, more) = (0, false);
            while (true)
            {
                // The loop waits without a buffer, so that thousands of idle connections do not each need a buffer. A socket can wake the
                // loop for bytes that the loop has already read. If no more bytes are available, the loop waits again.
                if (!more) await transport.ReceiveAsync(Memory<byte>.Empty);
                var received = await transport.ReceiveAsync(receiver.Input.GetMemory(ReadBytes, Buffers));
                if (received == 0) break;
                more = false;
                if (received != Transport.WouldBlock)
                {
                    receiver.Add(received, options.Clock);
                    if (state.Phase is Phase.AwaitingRequest)
                        handshake.ReadPlain(receiver.Input.Bytes.Span, state.Options.Limits.MaxHeadBytes, options, this);
                    more = receiver.Input.IsFull && transport.IsNonBlocking;
                    while (!receiver.ProcessInput(this))
                    {
                        // Input after the head of the request waits until the application has answered the request.
                        if (state.Phase is Phase.AwaitingAnswer) await RequestAnswer.ApplyAsync(this);
                        else await receiver.WaitToRead(this);
                    }

                    sender.Writer.Flush(this);
                    if (receiver.IsPongDeferred) lock (gate) RestartPongTimer();
                }

                if (!more) receiver.Input.Shrink(Buffers);
                row = more ? row + 1 : 0;
                if (row == ReadsInARow)
                {
                    row = 0;
                    await Task.Yield();
                }
            }
        }
        catch (Exception exception)
        {
            // A transport failure is handled in the same way as the end of the transport.
            receiver.Input.Forget(Buffers);
            if (!WritePump.IsTransportFailure(exception) && !transport.IsDisposed) host.Report(exception, this);
        }

        receiver.Input.Clear(Buffers);
        if (receiver.EndMustWait(this)) await receiver.WaitToRead(this);
        receiver.End(this);
        await (Task)Closed;
        lock (gate)
        {
            deadline.Stop();
            receiver.Unregister();
        }

        transport.Free();
        if (receiver.IsHandled) host.OnHandled(this, SoFar);
        Release();
        lock (gate) lifetime.End();
    }

    /// <summary>
    /// Begins to close an open connection, and does not wait until the connection has ended. If the opening handshake is not complete, the
    /// method drops the connection.
    /// </summary>
    internal void BeginClose(int code, string reason = "")
    {
        bool isOpening;
        lock (gate)
        {
            isOpening = state.Phase is Phase.AwaitingRequest or Phase.AwaitingAnswer or Phase.AwaitingResponse or Phase.ReadingRefusal;
            if (state.Phase is Phase.Open) Apply(Kernel.Close(state, new CloseStatus(code, reason)));
        }

        if (isOpening) Abort();
        else sender.FlushUnlessOnLoop(this);
    }

    /// <summary>
    /// If the connection received no bytes and compressed no message during the given time, frees the memory that is used only to make
    /// compression faster.
    /// </summary>
    internal void CompactIfIdle(TimeSpan idle)
    {
        var since = options.Clock.Milliseconds() - (long)idle.TotalMilliseconds;
        if (receiver.LastReceived > since) return;
        lock (gate)
        {
            if (sender.LastCompressed <= since) Apply(Kernel.Compact(state));
        }
    }

    /// <summary>Cancels the pending receive if it uses the given token.</summary>
    internal void CancelReceive(CancellationToken cancellationToken) => receiver.Cancel(this, cancellationToken);

    /// <summary>Drops all further messages, so that the closing handshake can complete. Also ends a receive that is waiting.</summary>
    internal void StopReceiving() => receiver.Stop(this);

    /// <inheritdoc cref="MessageReceiver.TryCopy"/>
    internal bool TryCopy(ReadOnlyMemory<byte> held, Memory<byte> into) => receiver.TryCopy(this, held, into);

    /// <inheritdoc/>
    void IHolder.ReadOn()
    {
        lock (gate) receiver.Resume(this);
    }

    internal WebSocketClosedException ClosedException() => new(this, lifetime.SoFar(state));

    /// <summary>Adds a reference to the connection's buffers.</summary>
    internal void Hold() => lifetime.Hold();

    /// <summary>
    /// Removes a reference to the connection's buffers. When the last reference is removed, the buffers are returned to the pool.
    /// </summary>
    internal void Release()
    {
        if (!lifetime.Release()) return;
        lock (gate) receiver.Clear(this);
        host.OnReleased(this);
    }

    /// <summary>Marks the connection as open, because other code has performed its opening handshake.</summary>
    internal void MarkOpened()
    {
        lock (gate) OnOpened();
    }

    /// <summary>
    /// Returns whether the deadline has passed at the given time. The time is in milliseconds, as measured by
    /// <see cref="ConnectionHostOptions.Clock"/>.
    /// </summary>
    internal bool IsDue(long now) => deadline.IsDue(now);

    /// <summary>Handles the deadline if it has passed.</summary>
    internal void OnTimer() => ConnectionTimeouts.OnTimer(this);

    /// <summary>
    /// Records that this endpoint has ended its sending direction, or that the transport has failed. After this call, the timer limits the
    /// time in which the peer must end its half of the transport.
    /// </summary>
    internal void OnStreamEnded()
    {
        lock (gate)
        {
            StartTimer(ConnectionTimeouts.Linger(options, state.Role, lifetime.Closure));
            lifetime.Finish();
        }
    }

    /// <summary>
    /// Applies the result of a call to the protocol kernel. The result contains the next state, and can contain output and a change to the
    /// timer.
    /// </summary>
    internal void Apply(in StepResult progress, FrameOrigin origin = FrameOrigin.Sender)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        state = progress.Next;

        // Most idle connections have equal states. To save memory, the host can replace the state with an equal shared object. The host is
        // called only after a lifecycle event or a change to the timer, because these events are rare.
        if (progress.Event == StepEvent.Lifecycle || progress.Deadline.Change != DeadlineChange.Keep) state = host.Intern(state);
        if (progress.LifecycleEffect is { } effect) RecordHandshake(effect);
        if (!progress.Head.IsEmpty) AddHead(handshake.Plain?.Answer ?? progress.Head);
        if (progress.HasReply && origin == FrameOrigin.Peer) sender.Writer.Output.AddReply(progress.Reply);
        else if (progress.HasReply && origin == FrameOrigin.UncopiedSender) sender.Writer.Output.AddWithoutCopy(progress.Reply);
        else if (progress.HasReply) sender.Writer.Output.Add(progress.Reply);
        if (progress.Deadline.Change != DeadlineChange.Keep)
        {
            receiver.IsPongDeferred = false;
            StartTimer(progress.Deadline.Change == DeadlineChange.Start ? progress.Deadline.After : Timeout.InfiniteTimeSpan);
        }

        if (state.Phase is Phase.Open) return;
        if (state.Phase is Phase.Closed over && !IsProtocolOver) OnProtocolOver(over.Result);
        sender.FailWaiting(this);
        if (state.Phase is Phase.Closed) sender.FailPings(this);
        receiver.Resume(this);
    }

    private void AddHead(ReadOnlyMemory<byte> head)
    {
        sender.Writer.Output.Add(head);
        metrics.HeadAdded(head.Length);
    }

    private void RecordHandshake(Effect effect)
    {
        if (effect is Effect.Opened opened)
        {
            opened.Response.IfSome(head => ResponseHeaders = head.Headers);
            OnOpened();
            metrics.HandshakeEnded("opened");
        }
        else if (effect is Effect.UpgradeRejected refused) handshake.Rejection = refused.Response;
    }

    private void OnOpened()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        limits = LifetimeLimits.Start(options, LifetimeLimits.OnTimer, this);
        metrics.Opened(state.Agreement, ref handshake, options, transport);
    }

    /// <summary>
    /// Records that the exchange of frames has ended. After this call, the timer limits the time for writing the remaining output.
    /// </summary>
    private void OnProtocolOver(CloseResult how)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        lifetime.Close(how);
        limits?.Stop();
        limits = null;
        metrics.Closed(lifetime.Closure!, ref handshake, options, transport, receivedNothing: receiver.LastReceived == 0);
        StartTimer(ConnectionTimeouts.FinalWrite(state));
    }

    internal void StartTimer(TimeSpan after)
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        if (after == Timeout.InfiniteTimeSpan) deadline.Stop();
        else deadline.Start(after, options.Clock, host.TracksDeadline(after), Elapsed, this);
    }

    /// <summary>
    /// Restarts the pong timer when reading continues after a pause. The restart is necessary, because input that arrived during the pause
    /// can contain the pong.
    /// </summary>
    internal void RestartPongTimer()
    {
        Debug.Assert(gate.IsHeldByCurrentThread);
        if (state.Timer != TimerKind.Pong) return;
        receiver.IsPongDeferred = false;
        StartTimer(state.Options.PongTimeout);
    }
}
