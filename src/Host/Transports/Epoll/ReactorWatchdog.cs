namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// Detects each reactor whose thread is blocked by an application and lets another thread take over that reactor. Therefore, other
/// connections are delayed only briefly if an application blocks or computes for a long time. The watchdog runs while there is activity,
/// and sleeps otherwise.
/// </summary>
internal sealed class ReactorWatchdog
{
    /// <summary>
    /// The time between two checks. If a reactor is serving a socket and is in the same step at two consecutive checks, another thread
    /// takes over the reactor. The takeover therefore happens one to two intervals after the step began.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// The time between two checks shortly after a reactor was taken over. This interval is shorter than the normal interval, because the
    /// next application is likely to block as well.
    /// </summary>
    private static readonly TimeSpan ShortInterval = TimeSpan.FromMilliseconds(2);

    private const int ShortLooks = 20;

    /// <summary>The number of checks without activity after which the watchdog goes to sleep.</summary>
    private const int QuietLooks = 40;

    private readonly AutoResetEvent something = new(initialState: false);
    private Reactor[] reactors = [];
    private long[] seen = [];
    private int asleep;
    private int shortLooks;

    /// <summary>Starts a thread that watches the given reactors.</summary>
    public void Begin(Reactor[] these)
    {
        (reactors, seen) = (these, new long[these.Length]);
        new Thread(Run) { IsBackground = true, Name = "websocket reactor watch" }.UnsafeStart();
    }

    /// <summary>Notifies the watchdog that a reactor has work. A sleeping watchdog wakes up.</summary>
    public void NotifyActivity()
    {
        if (Volatile.Read(ref asleep) != 0 && Interlocked.Exchange(ref asleep, 0) != 0) something.Set();
    }

    private void Run()
    {
        var quiet = 0;
        while (true)
        {
            Thread.Sleep(NextInterval());
            quiet = CheckAll() ? quiet + 1 : 0;
            if (quiet < QuietLooks) continue;

            // The check after the assignment below notices activity that occurred before the flag asleep was set. Activity that occurs
            // after the flag was set wakes the watchdog.
            Interlocked.Exchange(ref asleep, 1);
            if (CheckAll()) something.WaitOne();
            Volatile.Write(ref asleep, 0);
            quiet = 0;
        }
    }

    private TimeSpan NextInterval()
    {
        if (shortLooks == 0) return Interval;
        shortLooks--;
        return ShortInterval;
    }

    /// <summary>Checks all reactors. Returns true if there has been no activity since the last check.</summary>
    private bool CheckAll()
    {
        var alike = true;
        for (var index = 0; index < reactors.Length; index++)
        {
            var step = reactors[index].Step;
            if (step != seen[index] || long.IsOddInteger(step)) alike = false;
            if (step == seen[index] && long.IsOddInteger(step)) TakeOver(reactors[index], step);
            seen[index] = step;
        }

        return alike;
    }

    private void TakeOver(Reactor reactor, long since)
    {
        shortLooks = ShortLooks;
        try
        {
            reactor.TakeOver(since);
        }
        catch (OutOfMemoryException)
        {
            // No thread is available. The next check tries again.
        }
    }
}
