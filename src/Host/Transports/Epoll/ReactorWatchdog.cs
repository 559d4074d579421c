namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// Detects reactors that are blocked by an application, and starts a new thread to take over each blocked reactor. An application that
/// blocks or computes for a long time therefore delays the reactor's other connections by at most about 50 ms. The watchdog sleeps while
/// there is no activity.
/// </summary>
internal sealed class ReactorWatchdog
{
    /// <summary>
    /// The time between two checks. If a reactor is serving a socket and is in the same step at two consecutive checks, another thread
    /// takes over the reactor. The takeover happens one to two intervals after the step began.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// The time between two checks for the first 20 checks after a takeover. This time is shorter than the normal interval, because the
    /// next application is likely to block as well.
    /// </summary>
    private static readonly TimeSpan ShortInterval = TimeSpan.FromMilliseconds(2);

    private const int ShortLooks = 20;

    /// <summary>The number of consecutive checks without activity after which the watchdog sleeps.</summary>
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

    /// <summary>Wakes the watchdog if it is asleep. A reactor calls this method when it has fetched events.</summary>
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

            // The variable asleep is set before the last check. This check detects all activity that occurred before the assignment. Later
            // activity wakes the watchdog.
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

    /// <summary>
    /// Checks all reactors and starts the necessary takeovers. Returns true if there has been no activity since the last check.
    /// </summary>
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
