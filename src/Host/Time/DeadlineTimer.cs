namespace Pure.WebSockets.Host;

/// <summary>
/// The deadline of a connection and the timer that reports the deadline. The timer object is created when a deadline is set and the
/// connection's host does not track this deadline. <see cref="Stop"/> frees the timer object. The timer object is also freed when a
/// deadline is set and the host tracks this deadline. The connection's lock guards this struct, except for <see cref="IsDue"/>. The struct
/// is part of its connection and must not be copied, because changes to a copy would be lost.
/// </summary>
internal struct DeadlineTimer()
{
    private const long NoDeadline = long.MaxValue;

    private long due = NoDeadline;
    private ITimer? timer;

    /// <summary>
    /// Returns whether the deadline has passed at the given time. The time is in milliseconds, as measured by the connection's clock.
    /// </summary>
    public bool IsDue(long now) => Volatile.Read(ref due) <= now;

    /// <summary>Sets a deadline, which replaces the previous deadline.</summary>
    /// <param name="after">The time from now until the deadline.</param>
    /// <param name="clock">The connection's clock.</param>
    /// <param name="isTracked">Whether the host checks the deadline with <see cref="IsDue"/>, so that no timer is needed.</param>
    /// <param name="callback">
    /// The function that the timer calls at the deadline. The timer can call the function too early, so the function must check
    /// <see cref="HasPassed"/>.
    /// </param>
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
    /// Returns whether the deadline has passed. A callback can run too early if the deadline was moved while the callback was already
    /// queued. If a deadline is set but has not passed, the timer is started again for the remaining time.
    /// </summary>
    public readonly bool HasPassed(TimeProvider clock)
    {
        if (due == NoDeadline) return false;
        var left = due - clock.Milliseconds();
        if (left <= 0) return true;
        timer?.Change(TimeSpan.FromMilliseconds(left), Timeout.InfiniteTimeSpan);
        return false;
    }

    /// <summary>
    /// Marks the deadline as handled, so that it is reported only once. The timer object is reused for the next deadline.
    /// </summary>
    public void Clear() => Volatile.Write(ref due, NoDeadline);

    private void DisposeTimer()
    {
        timer?.Dispose();
        timer = null;
    }
}
