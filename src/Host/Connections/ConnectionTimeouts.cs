namespace Pure.WebSockets.Host;

/// <summary>
/// The timeouts of a connection, which all use one timer. Until the exchange of frames has ended, the timeouts of the protocol apply. After
/// that, a timeout limits the time for writing the remaining output. The last timeout limits the time in which the peer must end its half
/// of the transport.
/// </summary>
internal static class ConnectionTimeouts
{
    /// <summary>Returns the time limit for writing the output that remains when the exchange of frames ends.</summary>
    public static TimeSpan FinalWrite(Connection state) =>
        state.Options.ClosingHandshakeTimeout > TimeSpan.Zero
            ? state.Options.ClosingHandshakeTimeout
            : ConnectionOptions.Default.ClosingHandshakeTimeout;

    /// <summary>
    /// Returns the time to wait for the peer to end its half of the transport. The wait begins when all output has been written. The
    /// purpose of the wait is to prevent a connection reset, which could destroy the close frame. Therefore, a client that has not sent a
    /// close frame does not wait. An example is a client whose opening handshake has failed.
    /// </summary>
    public static TimeSpan Linger(ConnectionHostOptions options, Role role, CloseResult? closure) =>
        options.LingerTimeout > TimeSpan.Zero && !(role == Role.Client && closure is { Ours.IsNone: true })
            ? options.LingerTimeout
            : TimeSpan.Zero;

    /// <summary>
    /// Returns the time by which the deadline is extended because bytes were transferred recently. The deadline for a pong is extended for
    /// two reasons. First, the peer receives the ping only after the earlier output of this endpoint. Second, the peer cannot send a pong
    /// in the middle of a frame. The deadline for writing the remaining output is extended while the peer is still reading. If the result
    /// is zero or negative, the deadline is not extended.
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

    /// <summary>Handles a connection's deadline if the deadline has passed.</summary>
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

            // The pong can be in input that has arrived but has not yet been read by the loop. In this case, the deadline is deferred until
            // the loop resumes reading.
            if (connection.Current.Timer == TimerKind.Pong && connection.Receiver.HasUnreadInput(connection))
            {
                connection.Receiver.IsPongDeferred = true;
                return;
            }

            drops = connection.IsProtocolOver;
            if (!drops) Elapse(connection);
            completes = connection.Receiver.TryClaimAtEnd(connection);
        }

        if (completes) connection.Receiver.CompleteAtEnd(connection, inline: false);
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
