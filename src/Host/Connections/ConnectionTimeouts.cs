namespace Pure.WebSockets.Host;

/// <summary>
/// The timeouts of a connection, which all use the same timer. The protocol's own timeouts apply until the exchange of frames has ended. A
/// further timeout limits the time for writing the last output. A final timeout limits how long the peer may take to end its half of the
/// transport.
/// </summary>
internal static class ConnectionTimeouts
{
    /// <summary>Returns the time limit for writing the output that remains when the exchange of frames ends.</summary>
    public static TimeSpan FinalWrite(Connection state) =>
        state.Options.ClosingHandshakeTimeout > TimeSpan.Zero
            ? state.Options.ClosingHandshakeTimeout
            : ConnectionOptions.Default.ClosingHandshakeTimeout;

    /// <summary>
    /// Returns how long to wait for the peer to end its half of the transport after all output has been written. A client that has sent no
    /// close frame does not wait, because there is no close frame that a connection reset could destroy. An example is a client whose
    /// connection has never opened.
    /// </summary>
    public static TimeSpan Linger(ConnectionHostOptions options, Role role, CloseResult? closure) =>
        options.LingerTimeout > TimeSpan.Zero && !(role == Role.Client && closure is { Ours.IsNone: true })
            ? options.LingerTimeout
            : TimeSpan.Zero;

    /// <summary>
    /// Returns the time by which the deadline is extended because bytes were transferred recently. The deadline for a pong is extended
    /// because the peer receives our ping only after our earlier output, and because the peer cannot send a pong in the middle of a frame.
    /// The deadline for the last output is also extended while the peer reads some of that output. If the result is zero or negative, the
    /// deadline is not extended.
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

            // If a pong may have arrived but the loop has not read it yet, the deadline is deferred until the loop resumes reading.
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
