namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// A clock that stands still until a test advances it, as a <see cref="TimeProvider"/>. Timers fire in the order of their due times, and
/// periodic ones repeatedly, so an hour of keep-alive takes no real time. Before advancing, a test waits until the expected timer is set:
/// <see cref="Awaits"/>.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private bool flows;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The shortest remaining time of all timers; null without timers.</summary>
    public TimeSpan? Waited
    {
        get
        {
            lock (gate) return alarms.Count == 0 ? null : alarms.Min(alarm => alarm.Due) - now;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Whether a timer was set for that time.</summary>
    public bool Awaits(TimeSpan time)
    {
        lock (gate) return alarms.Exists(alarm => alarm.SetFor == time);
    }

    /// <summary>Waits until a timer was set for that time, and advances the clock to its due time.</summary>
    public async Task ElapseAsync(TimeSpan time)
    {
        await Patience.Until(() => Awaits(time), $"somebody waits for {time}");
        TimeSpan left;
        lock (gate) left = alarms.Where(alarm => alarm.SetFor == time).Select(alarm => alarm.Due - now).DefaultIfEmpty(TimeSpan.Zero).Min();
        Advance(left);
    }

    /// <summary>Repeats that until a task has completed, because a deadline may be set again before it counts.</summary>
    public async Task ElapseAsync(TimeSpan time, Task until)
    {
        await Patience.Until(
            () =>
            {
                if (!until.IsCompleted && Awaits(time)) Advance(time);
                return until.IsCompleted;
            },
            $"an end by a deadline of {time}");
    }

    /// <summary>Advances the clock. Timers fire within this call, and see their own due time.</summary>
    public void Advance(TimeSpan time)
    {
        DateTimeOffset end;
        lock (gate) end = now + time;
        while (true)
        {
            Alarm? next;
            lock (gate)
            {
                next = alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due);
                if (next is null)
                {
                    if (end > now) now = end;
                    return;
                }

                if (next.Due > now) now = next.Due;
                next.Rung();
            }

            next.Ring();
        }
    }

    /// <summary>Lets every timer fire as soon as it is set. At the end of a test, remaining work ends by its own deadlines.</summary>
    public void Flow()
    {
        Alarm[] waiting;
        lock (gate)
        {
            flows = true;
            waiting = [.. alarms.Where(alarm => !alarm.IsPeriodic)];
        }

        foreach (var alarm in waiting) alarm.RingSoon();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    private sealed class Alarm(VirtualTime time, Action ring) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; }

        public TimeSpan SetFor { get; private set; }

        public bool IsPeriodic => period > TimeSpan.Zero;

        public void Ring() => ring();

        /// <summary>The timer fires; a periodic one is set again. Under the lock.</summary>
        public void Rung()
        {
            if (IsPeriodic) Due += period;
            else time.alarms.Remove(this);
        }

        /// <summary>Fires on another thread, because the caller may hold a lock. The clock moves to its due time.</summary>
        public void RingSoon() => ThreadPool.UnsafeQueueUserWorkItem(
            static alarm =>
            {
                lock (alarm.Time.gate)
                {
                    if (!alarm.Time.alarms.Contains(alarm)) return;
                    if (alarm.Due > alarm.Time.now) alarm.Time.now = alarm.Due;
                    alarm.Rung();
                }

                alarm.Ring();
            },
            this,
            preferLocal: false);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                this.period = period;
                (Due, SetFor) = (time.now + dueTime, dueTime);
                time.alarms.Add(this);
                if ((time.flows && !IsPeriodic) || dueTime == TimeSpan.Zero) RingSoon();
            }

            return true;
        }

        public void Dispose()
        {
            lock (time.gate) time.alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private VirtualTime Time => time;
    }
}
