namespace Pure.WebSockets.Host;

/// <content>The connection's one timer: the protocol's, and behind its end the transport's.</content>
public sealed partial class WebSocketConnection
{
    private long due = long.MaxValue;
    private volatile bool pongDeferred;

    /// <summary>The timer whose end was the connection's, if one's was.</summary>
    internal TimerKind Expired { get; private set; }

    private TimeSpan FinalWriting =>
        state.Options.ClosingHandshakeTimeout > TimeSpan.Zero
            ? state.Options.ClosingHandshakeTimeout
            : ConnectionOptions.Default.ClosingHandshakeTimeout;

    // A client that sent no close frame, as when it never opened, has nothing that a reset could destroy.
    private TimeSpan Linger =>
        options.LingerTimeout > TimeSpan.Zero && !(state.Role == Role.Client && closure is { Ours.IsNone: true })
            ? options.LingerTimeout
            : TimeSpan.Zero;

    /// <summary>Whether a deadline has come, at that time in the milliseconds of <see cref="HostOptions.Clock"/>.</summary>
    internal bool IsDue(long now) => Volatile.Read(ref due) <= now;

    /// <summary>The deadline has come, or may have.</summary>
    internal void OnTimer()
    {
        bool drop, wake;
        lock (gate)
        {
            // A call that was on its way when the timer was set anew comes too early.
            if (due == long.MaxValue) return;
            var left = due - options.Clock.Milliseconds();
            if (left > 0)
            {
                timer?.Change(TimeSpan.FromMilliseconds(left), Timeout.InfiniteTimeSpan);
                return;
            }

            if (PatienceLeft() is var patience && patience > TimeSpan.Zero)
            {
                SetTimer(patience);
                return;
            }

            // It is found once.
            Volatile.Write(ref due, long.MaxValue);

            // A pong that nobody reads is not missing: the deadline waits until reading goes on. It does not wait for a peer that takes
            // nothing of what we write. Where an end has come and awaits the application's answer, that is how the connection ends.
            var unread = foldingThread != 0 || pause is { ForAnswer: true } || (pause is not null && !flushing && outbox.IsEmpty);
            if (state.Timer == TimerKind.Pong && unread)
            {
                pongDeferred = true;
                return;
            }

            drop = closure is not null;
            if (!drop) Elapse();
            wake = ClaimReceiver();
        }

        if (wake) Receiver.Complete(isMessage: false, inline: false);
        if (drop) transport.Drop();
        else Flush();
    }

    private void SetTimer(Deadline deadline)
    {
        pongDeferred = false;
        SetTimer(deadline.Change == DeadlineChange.Start ? deadline.After : Timeout.InfiniteTimeSpan);
    }

    private void SetTimer(TimeSpan after)
    {
        var never = after == Timeout.InfiniteTimeSpan;
        var milliseconds = never ? Timeout.Infinite : (long)Math.Ceiling(Timeouts.Clamp(after).TotalMilliseconds);
        Volatile.Write(ref due, never ? long.MaxValue : options.Clock.Milliseconds() + milliseconds);
        if (never || owner.Watches(after))
        {
            // Thousands of connections wait without a deadline, or for one that is far away.
            timer?.Dispose();
            timer = null;
            return;
        }

        timer ??= options.Clock.Timer(static connection => ((WebSocketConnection)connection!).OnTimer(), this);
        timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The protocol's timer has run out. Under the lock.</summary>
    private void Elapse()
    {
        var elapsed = state.Timer;
        if (elapsed == TimerKind.KeepAlive) ObserveKeepAlive();
        Apply(Kernel.Elapsed(state, elapsed));
        if (closure is not null) Expired = elapsed;
    }

    /// <summary>
    /// Bytes that move are as good as a pong: a peer cannot send one within a frame, and sees our ping only behind the output before it.
    /// So a slow peer is not a dead one; and what is left at the end gets its time as long as the peer takes some of it. Under the lock.
    /// </summary>
    private TimeSpan PatienceLeft() =>
        closure is not null ? (finished ? TimeSpan.Zero : Left(FinalWriting, transport.LastUnblocked))
        : state.Timer == TimerKind.Pong
            ? Left(state.Options.PongTimeout, Math.Max(Volatile.Read(ref lastReceived), transport.LastUnblocked))
        : TimeSpan.Zero;

    private TimeSpan Left(TimeSpan patience, long lastMoved) =>
        patience - TimeSpan.FromMilliseconds(options.Clock.Milliseconds() - lastMoved);

    /// <summary>Reading goes on after it stopped: the peer's pong may have waited all the time. Under the lock.</summary>
    private void RenewPongDeadline()
    {
        if (state.Timer != TimerKind.Pong) return;
        pongDeferred = false;
        SetTimer(state.Options.PongTimeout);
    }

    /// <summary>
    /// The protocol is over. From here the timer bounds the writing of what is left, then the wait for the peer's end. Under the lock.
    /// </summary>
    private void BeginEnd(Closure how)
    {
        closure = dropping
            ? how with
            {
                First = Side.Ours,
                Error = new ProtocolError(CloseCode.AbnormalClosure, "RFC 6455 §7.1.7", "this end dropped the transport"),
            }
            : how;
        Ends(closure);
        SetTimer(FinalWriting);
    }

    /// <summary>
    /// All is written: "the server MUST close the connection first" (RFC 6455 §7.1.1), so the end of the stream follows the close frame
    /// at once. A client waits for it in the protocol before it gets here.
    /// </summary>
    private async Task EndOutput()
    {
        try
        {
            await transport.EndAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            // The wire is gone, and with it what was to be ended.
        }

        lock (gate)
        {
            finished = true;
            SetTimer(Linger);
            closed?.TrySetResult(closure!);
        }
    }

    private static bool IsTransportFailure(Exception exception) =>
        exception is System.Net.Sockets.SocketException or IOException or ObjectDisposedException or OperationCanceledException;
}
