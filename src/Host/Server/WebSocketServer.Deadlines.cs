namespace Pure.WebSockets.Host;

/// <content>
/// Work that the server does for all connections at once, so that an idle connection needs no state, timer or token registration of its
/// own.
/// </content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// The interval at which the server looks for elapsed deadlines. An elapsed deadline may be found late by up to this interval, which is
    /// acceptable for a deadline that is at least ten times as long.
    /// </summary>
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MinTrackedDeadline = 10 * ScanInterval;

    private volatile Connection? lastIdleState;

    bool IConnectionHost.TracksDeadline(TimeSpan deadline) => deadline >= MinTrackedDeadline;

    // The state of an idle open connection without compression is usually equal to another connection's, so the last such state is shared.
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

        // Each call is queued, as if it came from a separate timer, so that no call waits for another.
        foreach (var connection in due ?? [])
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.OnTimer(), connection, preferLocal: false);
    }

    private void CompactIdle()
    {
        foreach (var connection in AllConnections()) connection.CompactIfIdle(options.CompactAfter);
    }

    /// <summary>Cancels the receives that wait with the server's token, because the server stops.</summary>
    private void CancelReceives()
    {
        foreach (var connection in AllConnections()) connection.CancelReceive(stopped);
    }
}
