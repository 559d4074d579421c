namespace Pure.WebSockets.Host;

/// <content>The times that a connection may be idle, and open.</content>
public sealed partial class WebSocketConnection
{
    private Timer? limits;
    private long openedAt;
    private long lastMessage;

    /// <summary>A message came or went.</summary>
    private void Used()
    {
        if (limits is not null) Volatile.Write(ref lastMessage, Environment.TickCount64);
    }

    /// <summary>The connection is open: its times begin. Under the lock.</summary>
    private void BeginLimits()
    {
        if (options.IdleTimeout <= TimeSpan.Zero && options.MaxLifetime <= TimeSpan.Zero) return;
        openedAt = lastMessage = Environment.TickCount64;
        limits = new Timer(static connection => ((WebSocketConnection)connection!).CheckLimits(), this, Timeout.Infinite, Timeout.Infinite);
        limits.Change(Bounded(Min(LeftOf(options.IdleTimeout, lastMessage), LeftOf(options.MaxLifetime, openedAt))), Timeout.InfiniteTimeSpan);
    }

    private void CheckLimits()
    {
        var idle = LeftOf(options.IdleTimeout, Volatile.Read(ref lastMessage));
        var life = LeftOf(options.MaxLifetime, openedAt);
        if (life <= TimeSpan.Zero)
        {
            Log.LifetimeOver(options.Logger, RemoteEndPoint, options.MaxLifetime);
            BeginClose(CloseCode.GoingAway, "open for as long as it may be");
        }
        else if (idle <= TimeSpan.Zero)
        {
            Log.Idle(options.Logger, RemoteEndPoint, options.IdleTimeout);
            BeginClose(CloseCode.NormalClosure, "idle");
        }
        else
        {
            lock (gate) limits?.Change(Bounded(Min(idle, life)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The connection is over. Under the lock.</summary>
    private void EndLimits()
    {
        limits?.Dispose();
        limits = null;
    }

    private static TimeSpan LeftOf(TimeSpan limit, long since) => limit > TimeSpan.Zero ? Left(limit, since) : TimeSpan.MaxValue;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
