namespace Pure.WebSockets.Host;

/// <content>
/// Performs work for all connections together. Therefore, an idle connection needs no state, no timer and no token registration of its own
/// for this work.
/// </content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// The interval at which the server looks for elapsed deadlines. A deadline may be detected up to one interval late. This delay is
    /// acceptable for deadlines that are at least ten times as long as the interval.
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

        // Each call is queued separately, so that no call has to wait for another call.
        foreach (var connection in due ?? [])
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.OnTimer(), connection, preferLocal: false);
    }

    private void CompactIdle()
    {
        foreach (var connection in AllConnections()) connection.CompactIfIdle(options.CompactAfter);
    }

    /// <summary>Cancels the receives that wait with the server's token. This method is called when the server stops.</summary>
    private void CancelReceives()
    {
        foreach (var connection in AllConnections()) connection.CancelReceive(stopped);
    }
}
