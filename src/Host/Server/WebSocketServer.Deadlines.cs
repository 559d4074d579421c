namespace Pure.WebSockets.Host;

/// <content>
/// Work that the server does for all connections together, so that an idle connection needs less memory. Because of this work, most idle
/// connections need neither their own timer nor a registration for a cancellation token. Idle connections can also share one object that
/// contains the protocol state.
/// </content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// The interval at which the server checks whether deadlines of its connections have passed. The server detects a passed deadline at
    /// most one interval late. Therefore, the server tracks only timeouts of at least ten intervals. For a shorter timeout, the connection
    /// creates its own timer.
    /// </summary>
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MinTrackedDeadline = 10 * ScanInterval;

    private volatile Connection? lastIdleState;

    bool IConnectionHost.TracksDeadline(TimeSpan deadline) => deadline >= MinTrackedDeadline;

    // Open connections without compression usually have equal states while they are idle. Connections with equal states share one object.
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

        // Each call to OnTimer is queued separately, so that a slow call does not delay the other calls.
        foreach (var connection in due ?? [])
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.OnTimer(), connection, preferLocal: false);
    }

    private void CompactIdle()
    {
        foreach (var connection in AllConnections()) connection.CompactIfIdle(options.CompactAfter);
    }

    /// <summary>
    /// Cancels the receives to which the application passed the server's token. This method is called when the server stops.
    /// </summary>
    private void CancelReceives()
    {
        foreach (var connection in AllConnections()) connection.CancelReceive(stopped);
    }
}
