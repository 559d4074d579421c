namespace Pure.WebSockets.Host;

/// <summary>
/// The maximum time that a connection may be idle (<see cref="ConnectionHostOptions.IdleTimeout"/>), and the maximum time that the
/// connection may be open (<see cref="ConnectionHostOptions.MaxLifetime"/>). The object exists only if the options set at least one of
/// these limits. The connection's lock guards this object, except for <see cref="OnMessage"/>.
/// </summary>
internal sealed class LifetimeLimits
{
    private readonly ConnectionHostOptions options;
    private readonly ITimer timer;
    private readonly long openedAt;
    private long lastMessageAt;

    private LifetimeLimits(ConnectionHostOptions options, TimerCallback callback, object state)
    {
        this.options = options;
        openedAt = lastMessageAt = options.Clock.Milliseconds();
        timer = options.Clock.Timer(callback, state);
    }

    /// <summary>
    /// Starts measuring the idle time and the lifetime. This method is called when the connection opens. Returns null if the options set no
    /// limit.
    /// </summary>
    /// <param name="options">The connection's options.</param>
    /// <param name="callback">
    /// The function that the timer calls. The function must call <see cref="Check"/> to determine whether a limit has been reached.
    /// </param>
    /// <param name="state">The argument of the callback.</param>
    public static LifetimeLimits? Start(ConnectionHostOptions options, TimerCallback callback, object state)
    {
        if (options.IdleTimeout <= TimeSpan.Zero && options.MaxLifetime <= TimeSpan.Zero) return null;
        var limits = new LifetimeLimits(options, callback, state);

        // A limit of a few milliseconds can already have been reached. In this case, the timer elapses immediately, and its callback closes
        // the connection.
        if (limits.Check() != ReachedLimit.None) limits.timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return limits;
    }

    /// <summary>Records that a message was sent or received.</summary>
    public void OnMessage() => Volatile.Write(ref lastMessageAt, options.Clock.Milliseconds());

    /// <summary>Returns the limit that has been reached. If no limit has been reached, starts the timer for the remaining time.</summary>
    public ReachedLimit Check()
    {
        var idle = Left(options.IdleTimeout, Volatile.Read(ref lastMessageAt));
        var lifetime = Left(options.MaxLifetime, openedAt);
        if (lifetime <= TimeSpan.Zero) return ReachedLimit.Lifetime;
        if (idle <= TimeSpan.Zero) return ReachedLimit.Idle;
        timer.Change(Timeouts.Clamp(idle < lifetime ? idle : lifetime), Timeout.InfiniteTimeSpan);
        return ReachedLimit.None;
    }

    /// <summary>Stops the timer.</summary>
    public void Stop() => timer.Dispose();

    /// <summary>Closes the connection if one of its limits has been reached.</summary>
    public static void OnTimer(object? state)
    {
        var connection = (WebSocketConnection)state!;
        var logger = connection.Options.Logger;
        var limit = ReachedLimit.None;
        lock (connection.Gate)
        {
            if (connection.Limits is { } limits) limit = limits.Check();
        }

        if (limit == ReachedLimit.Lifetime)
        {
            ConnectionLog.LifetimeOver(logger, connection.RemoteEndPoint, connection.Options.MaxLifetime);
            connection.BeginClose(CloseCode.GoingAway, "the connection reached its maximum lifetime");
        }
        else if (limit == ReachedLimit.Idle)
        {
            ConnectionLog.Idle(logger, connection.RemoteEndPoint, connection.Options.IdleTimeout);
            connection.BeginClose(CloseCode.NormalClosure, "the connection was idle");
        }
    }

    private TimeSpan Left(TimeSpan limit, long since) =>
        limit > TimeSpan.Zero ? limit - TimeSpan.FromMilliseconds(options.Clock.Milliseconds() - since) : TimeSpan.MaxValue;
}

/// <summary>A limit that a connection can reach.</summary>
internal enum ReachedLimit : byte
{
    None,

    /// <summary>No message has been sent or received for <see cref="ConnectionHostOptions.IdleTimeout"/>.</summary>
    Idle,

    /// <summary>The connection has been open for <see cref="ConnectionHostOptions.MaxLifetime"/>.</summary>
    Lifetime,
}
