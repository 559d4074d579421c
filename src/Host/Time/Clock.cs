namespace Pure.WebSockets.Host;

/// <summary>
/// Reads clocks in milliseconds and creates timers. The clock is read at each receive. The system clock is read directly, because a read
/// through <see cref="TimeProvider"/> takes several times longer.
/// </summary>
internal static class Clock
{
    private const int MillisecondsPerSecond = 1000;

    /// <summary>
    /// Returns the number of milliseconds since an arbitrary point in time. For the system clock, this number is
    /// <see cref="Environment.TickCount64"/>.
    /// </summary>
    public static long Milliseconds(this TimeProvider clock) =>
        ReferenceEquals(clock, TimeProvider.System)
            ? Environment.TickCount64
            : clock.GetTimestamp() / (clock.TimestampFrequency / MillisecondsPerSecond);

    /// <summary>Creates a timer that has not been started.</summary>
    public static ITimer Timer(this TimeProvider clock, TimerCallback callback, object? state) =>
        ReferenceEquals(clock, TimeProvider.System)
            ? new Timer(callback, state, Timeout.Infinite, Timeout.Infinite)
            : clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
