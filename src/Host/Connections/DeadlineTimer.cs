namespace Pure.WebSockets.Host;

/// <summary>
/// The deadline of a connection, and the timer that reports it. The connection has no timer object while no deadline is set or its host
/// tracks the deadline. Guarded by the connection's lock, except <see cref="IsDue"/>. A part of its connection: never copied.
/// </summary>
internal struct DeadlineTimer()
{
    private const long NoDeadline = long.MaxValue;

    private long due = NoDeadline;
    private ITimer? timer;

    /// <summary>Returns whether the deadline has passed at that time, in milliseconds of the connection's clock.</summary>
    public bool IsDue(long now) => Volatile.Read(ref due) <= now;

    /// <summary>Sets the deadline, in place of the one before.</summary>
    /// <param name="after">The time from now to the deadline.</param>
    /// <param name="clock">The connection's clock.</param>
    /// <param name="isTracked">Whether the host finds the deadline by <see cref="IsDue"/>, so that no timer is needed.</param>
    /// <param name="callback">Called at the deadline, possibly too early: see <see cref="HasPassed"/>.</param>
    /// <param name="state">The argument of the callback.</param>
    public void Start(TimeSpan after, TimeProvider clock, bool isTracked, TimerCallback callback, object state)
    {
        var milliseconds = (long)Math.Ceiling(Timeouts.Clamp(after).TotalMilliseconds);
        Volatile.Write(ref due, clock.Milliseconds() + milliseconds);
        if (isTracked)
        {
            DisposeTimer();
            return;
        }

        timer ??= clock.Timer(callback, state);
        timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Removes the deadline and frees the timer.</summary>
    public void Stop()
    {
        Volatile.Write(ref due, NoDeadline);
        DisposeTimer();
    }

    /// <summary>
    /// Returns whether the deadline has passed. A callback may run early, because the deadline was moved while the callback was already
    /// queued. In that case the timer is started again for the time that is left.
    /// </summary>
    public readonly bool HasPassed(TimeProvider clock)
    {
        if (due == NoDeadline) return false;
        var left = due - clock.Milliseconds();
        if (left <= 0) return true;
        timer?.Change(TimeSpan.FromMilliseconds(left), Timeout.InfiniteTimeSpan);
        return false;
    }

    /// <summary>Marks the deadline as handled, so that it is reported once. The timer object stays for the next deadline.</summary>
    public void Clear() => Volatile.Write(ref due, NoDeadline);

    private void DisposeTimer()
    {
        timer?.Dispose();
        timer = null;
    }
}
