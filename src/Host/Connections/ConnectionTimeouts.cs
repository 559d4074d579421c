namespace Pure.WebSockets.Host;

/// <summary>
/// The timeouts of a connection: first those of the protocol, then the time limit for writing the last output, then the wait for the peer's
/// end. All of them use one timer.
/// </summary>
internal static class ConnectionTimeouts
{
    /// <summary>Returns how long the output that is left when the protocol is over may take to be written.</summary>
    public static TimeSpan FinalWrite(Connection state) =>
        state.Options.ClosingHandshakeTimeout > TimeSpan.Zero
            ? state.Options.ClosingHandshakeTimeout
            : ConnectionOptions.Default.ClosingHandshakeTimeout;

    /// <summary>
    /// Returns how long to wait for the peer's end after all output is written. A client that sent no close frame, for example because it
    /// never opened, does not wait, because there is no close frame that a reset could destroy.
    /// </summary>
    public static TimeSpan Linger(ConnectionHostOptions options, Role role, CloseResult? closure) =>
        options.LingerTimeout > TimeSpan.Zero && !(role == Role.Client && closure is { Ours.IsNone: true })
            ? options.LingerTimeout
            : TimeSpan.Zero;

    /// <summary>
    /// Returns how much time is left because bytes were transferred recently. Transferred bytes are as good as a pong: a peer cannot send a
    /// pong within a frame, and it sees our ping only after the earlier output. In the same way, the deadline for the last output is
    /// extended as long as the peer takes some of it.
    /// </summary>
    public static TimeSpan TimeToMove(WebSocketConnection connection)
    {
        var state = connection.Current;
        var unblocked = connection.Transport.LastUnblocked;
        if (connection.Lifetime.IsFinished) return TimeSpan.Zero;
        return connection.IsProtocolOver ? LeftOf(FinalWrite(state), unblocked)
            : state.Timer == TimerKind.Pong ? LeftOf(state.Options.PongTimeout, Math.Max(connection.LastReceived, unblocked))
            : TimeSpan.Zero;

        TimeSpan LeftOf(TimeSpan time, long since) =>
            time - TimeSpan.FromMilliseconds(connection.Options.Clock.Milliseconds() - since);
    }

    /// <summary>Called when the deadline of a connection has passed, or may have passed.</summary>
    public static void OnTimer(WebSocketConnection connection)
    {
        bool drops, completes;
        lock (connection.Gate)
        {
            if (!connection.Deadline.HasPassed(connection.Options.Clock)) return;
            if (TimeToMove(connection) is var more && more > TimeSpan.Zero)
            {
                connection.StartTimer(more);
                return;
            }

            connection.Deadline.Clear();

            // A pong that was received but has not been read yet is not missing, so the deadline waits until the loop reads on.
            if (connection.Current.Timer == TimerKind.Pong && connection.Receiver.HasUnreadInput(connection))
            {
                connection.Receiver.IsPongDeferred = true;
                return;
            }

            drops = connection.IsProtocolOver;
            if (!drops) Elapse(connection);
            completes = connection.Receiver.TryClaimAtEnd(connection);
        }

        if (completes) connection.Receiver.Queue.Complete(isMessage: false, inline: false);
        if (drops) connection.Transport.Drop();
        else connection.Sender.Writer.Flush(connection);
    }

    private static void Elapse(WebSocketConnection connection)
    {
        var elapsed = connection.Current.Timer;
        if (elapsed == TimerKind.KeepAlive) connection.Metrics.KeepAliveSent();
        connection.Apply(Kernel.Elapsed(connection.Current, elapsed));
        if (connection.IsProtocolOver) connection.Lifetime.Expired = elapsed;
    }
}
