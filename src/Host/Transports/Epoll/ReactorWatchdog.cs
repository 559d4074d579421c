namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// Detects reactors whose thread is blocked by an application, and gives them to another thread. An application that blocks or computes for
/// a long time therefore delays others only briefly. The watchdog runs while there is activity, and sleeps otherwise.
/// </summary>
internal sealed class ReactorWatchdog
{
    /// <summary>
    /// The time between two checks. A thread that runs the same socket at two consecutive checks loses its reactor, that is, after one to
    /// two intervals.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// The interval shortly after a reactor was taken over, because after one application has blocked, the next one is likely to block too.
    /// </summary>
    private static readonly TimeSpan ShortInterval = TimeSpan.FromMilliseconds(2);

    private const int ShortLooks = 20;

    /// <summary>The number of checks without activity before the watchdog sleeps.</summary>
    private const int QuietLooks = 40;

    private readonly AutoResetEvent something = new(initialState: false);
    private Reactor[] reactors = [];
    private long[] seen = [];
    private int asleep;
    private int shortLooks;

    /// <summary>Starts watching these reactors.</summary>
    public void Begin(Reactor[] these)
    {
        (reactors, seen) = (these, new long[these.Length]);
        new Thread(Run) { IsBackground = true, Name = "websocket reactor watch" }.UnsafeStart();
    }

    /// <summary>Reports that a reactor has work, and wakes the watchdog if it sleeps.</summary>
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

            // Activity before this flag is set is seen by the next check; activity after it wakes the watchdog.
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

    /// <summary>Checks all reactors. Returns whether nothing has happened since the last check.</summary>
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
