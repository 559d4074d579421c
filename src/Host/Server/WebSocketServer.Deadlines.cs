namespace Pure.WebSockets.Host;

/// <content>
/// Work that the server does for all connections together, so that an idle connection needs less memory. Such a connection has no timer and
/// no token registration of its own, and can share its protocol state with other connections.
/// </content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// The interval at which the server checks for elapsed deadlines. An elapsed deadline is detected at most one interval late. Therefore,
    /// the server tracks only timeouts of at least ten intervals. For a shorter timeout, the connection has a timer of its own.
    /// </summary>
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MinTrackedDeadline = 10 * ScanInterval;

    private volatile Connection? lastIdleState;

    bool IConnectionHost.TracksDeadline(TimeSpan deadline) => deadline >= MinTrackedDeadline;

    // Idle open connections without compression usually have equal states, so they share one object.
    Connection IConnectionHost.Intern(Connection state)
    {
        if (state.Phase is not Phase.Open || state.Agreement.Compression.IsSome) return state;
        var last = lastIdleState;
        if (state.Equals(last)) return last;
        lastIdleState = state;
        return state;
    }

    private void FireDueTimers()
    {
        List<WebSocketConnection>? due = null;
        var now = options.Clock.Milliseconds();
        lock (gate)
        {
            foreach (var connection in connections)
                if (connection.IsDue(now)) (due ??= []).Add(connection);
        }

        // Each call is queued separately, so that a slow call does not delay the others.
        foreach (var connection in due ?? [])
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.OnTimer(), connection, preferLocal: false);
    }

    private void CompactIdle()
    {
        foreach (var connection in AllConnections()) connection.CompactIfIdle(options.CompactAfter);
    }

    /// <summary>When the server stops, cancels the receives to which the application passed the server's token.</summary>
    private void CancelReceives()
    {
        foreach (var connection in AllConnections()) connection.CancelReceive(stopped);
    }
}
