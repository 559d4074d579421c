namespace Pure.WebSockets.Host;

/// <summary>
/// The timeouts of a connection: those of the protocol, then the time to write the last output, then the wait for the peer's end. They
/// use one timer.
/// </summary>
internal static class ConnectionTimeouts
{
    /// <summary>The time to write the output that is left when the protocol is over.</summary>
    public static TimeSpan FinalWrite(Connection state) =>
        state.Options.ClosingHandshakeTimeout > TimeSpan.Zero
            ? state.Options.ClosingHandshakeTimeout
            : ConnectionOptions.Default.ClosingHandshakeTimeout;

    /// <summary>
    /// The wait for the peer's end when all is written. A client that sent no close frame, such as one that never opened, has nothing that
    /// a reset could destroy.
    /// </summary>
    public static TimeSpan Linger(ConnectionHostOptions options, Role role, CloseResult? closure) =>
        options.LingerTimeout > TimeSpan.Zero && !(role == Role.Client && closure is { Ours.IsNone: true })
            ? options.LingerTimeout
            : TimeSpan.Zero;

    /// <summary>
    /// The time that is left because bytes moved. They are as good as a pong: a peer cannot send a pong within a frame, and sees our ping
    /// only after the output before it. In the same way the last output gets time as long as the peer takes some of it.
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

    /// <summary>The deadline of a connection has passed, or may have.</summary>
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

            // A pong that is received but unread is not missing: the deadline waits until the loop reads on.
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
