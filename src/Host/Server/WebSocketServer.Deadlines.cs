namespace Pure.WebSockets.Host;

/// <content>
/// The tasks that the server performs for all connections together. An idle connection therefore needs neither a timer nor a token
/// registration of its own. Idle connections can also share a protocol state.
/// </content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// The interval at which the server checks for elapsed deadlines. The server detects an elapsed deadline at most one interval late.
    /// Therefore, the server tracks only timeouts that are at least ten times as long as the interval.
    /// </summary>
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MinTrackedDeadline = 10 * ScanInterval;

    private volatile Connection? lastIdleState;

    bool IConnectionHost.TracksDeadline(TimeSpan deadline) => deadline >= MinTrackedDeadline;

    // Idle open connections without compression usually have equal states. Therefore, the last such state is shared.
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

        // Each call is queued separately, so that no call has to wait for another one.
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
