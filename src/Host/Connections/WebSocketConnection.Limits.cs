namespace Pure.WebSockets.Host;

/// <content>The times that a connection may be idle, and open.</content>
public sealed partial class WebSocketConnection
{
    private Limits? limits;

    /// <summary>A message came or went.</summary>
    private void Used()
    {
        if (limits is not null) Volatile.Write(ref limits.LastMessage, options.Clock.Milliseconds());
    }

    /// <summary>The connection is open: its times begin. Under the lock.</summary>
    private void BeginLimits()
    {
        if (options.IdleTimeout <= TimeSpan.Zero && options.MaxLifetime <= TimeSpan.Zero) return;
        var now = options.Clock.Milliseconds();
        limits = new Limits(options.Clock.Timer(static connection => ((WebSocketConnection)connection!).CheckLimits(), this), now)
        {
            LastMessage = now,
        };
        limits.Timer.Change(Timeouts.Clamp(Min(LeftOf(options.IdleTimeout, now), LeftOf(options.MaxLifetime, now))), Timeout.InfiniteTimeSpan);
    }

    private void CheckLimits()
    {
        if (Volatile.Read(ref limits) is not { } current) return;
        var idle = LeftOf(options.IdleTimeout, Volatile.Read(ref current.LastMessage));
        var life = LeftOf(options.MaxLifetime, current.OpenedAt);
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
            lock (gate) limits?.Timer.Change(Timeouts.Clamp(Min(idle, life)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The connection is over. Under the lock.</summary>
    private void EndLimits()
    {
        limits?.Timer.Dispose();
        limits = null;
    }

    private TimeSpan LeftOf(TimeSpan limit, long since) => limit > TimeSpan.Zero ? Left(limit, since) : TimeSpan.MaxValue;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>What a connection needs that has such a time. The times are the milliseconds of <see cref="HostOptions.Clock"/>.</summary>
    private sealed class Limits(ITimer timer, long openedAt)
    {
        public long LastMessage;

        public ITimer Timer => timer;

        public long OpenedAt => openedAt;
    }
}
