namespace Pure.WebSockets.Host;

/// <summary>
/// How deadlines are counted: in milliseconds of a clock, which is the system's unless a test brings its own. The system's
/// clock is read at each receive, so it is asked directly: a time provider costs several times as much.
/// </summary>
internal static class Clock
{
    private const int MillisecondsPerSecond = 1000;

    /// <summary>Milliseconds since some moment; of the system's clock as <see cref="Environment.TickCount64"/> counts.</summary>
    public static long Milliseconds(this TimeProvider clock) =>
        ReferenceEquals(clock, TimeProvider.System)
            ? Environment.TickCount64
            : clock.GetTimestamp() / (clock.TimestampFrequency / MillisecondsPerSecond);

    /// <summary>A timer that is not set.</summary>
    public static ITimer Timer(this TimeProvider clock, TimerCallback callback, object? state) =>
        ReferenceEquals(clock, TimeProvider.System)
            ? new Timer(callback, state, Timeout.Infinite, Timeout.Infinite)
            : clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
