namespace Pure.WebSockets.Schedules.Tests;

/// <summary>A clock that stands still until all operations wait, or a scenario advances it.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly List<Alarm> alarms = [];
    private long now = TimeSpan.TicksPerHour;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The number of timers that are set.</summary>
    public int Set => alarms.Count;

    /// <summary>The number of timers that elapsed because no operation could run.</summary>
    public int Elapsed { get; private set; }

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Advances to the next timer, and returns what it calls. Returns null without timers.</summary>
    public Action? NextTimer()
    {
        if (alarms.MinBy(alarm => alarm.Due) is not { } next) return null;
        Elapsed++;
        now = Math.Max(now, next.Due);
        alarms.Remove(next);
        return next.Ring;
    }

    /// <summary>Advances by that time. What the timers call becomes operations of the schedule.</summary>
    public void Advance(TimeSpan time)
    {
        now += time.Ticks;
        while (alarms.Where(alarm => alarm.Due <= now).MinBy(alarm => alarm.Due) is { } next)
        {
            alarms.Remove(next);
            Schedule.Now.Post("a timer", next.Ring);
        }
    }

    /// <summary>A timer, which elapses once each time that it is set.</summary>
    private sealed class Alarm(VirtualClock clock, Action ring) : ITimer
    {
        public long Due { get; private set; }

        public Action Ring => ring;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.alarms.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            Due = clock.now + dueTime.Ticks;
            if (dueTime == TimeSpan.Zero) Schedule.Now.Post("a timer", ring);
            else clock.alarms.Add(this);
            return true;
        }

        public void Dispose() => clock.alarms.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
