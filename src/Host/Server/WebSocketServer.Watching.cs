namespace Pure.WebSockets.Host;

/// <content>What the server does for all of its connections, so that none of them has a state, a timer and a registration of its own
/// while it waits.</content>
public sealed partial class WebSocketServer
{
    /// <summary>So much later than it is due a deadline may be found: nothing to one that is ten times as long.</summary>
    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestWatched = 10 * TimeBetweenLooks;

    private volatile Connection? common;

    bool IConnectionHost.TracksDeadline(TimeSpan deadline) => deadline >= ShortestWatched;

    // Of an open connection without compression there is nothing in the state, while it waits, that others have not: the last such state
    // is likely to be the next one's too.
    Connection IConnectionHost.Intern(Connection state)
    {
        if (state.Phase is not Phase.Open || state.Agreement.Compression.IsSome) return state;
        var last = common;
        if (state.Equals(last)) return last;
        common = state;
        return state;
    }

    private void FindDue()
    {
        List<WebSocketConnection>? due = null;
        var now = options.Clock.Milliseconds();
        lock (gate)
        {
            foreach (var connection in connections)
                if (connection.IsDue(now)) (due ??= []).Add(connection);
        }

        // As timers of their own would call them: none waits for another.
        foreach (var connection in due ?? [])
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.OnTimer(), connection, preferLocal: false);
    }

    private void RestIdle()
    {
        foreach (var connection in AllConnections()) connection.CompactIfIdle(options.RestAfter);
    }

    /// <summary>The server stops: receives that wait with its token end.</summary>
    private void CancelReceives()
    {
        foreach (var connection in AllConnections()) connection.CancelReceive(stopped);
    }
}
