namespace Pure.WebSockets.Host;

/// <summary>
/// Reads clocks in milliseconds. The system clock is read at each receive. It is read directly, because a read through a
/// <see cref="TimeProvider"/> takes several times as long.
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
