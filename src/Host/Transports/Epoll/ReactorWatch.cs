namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// Notices reactors whose thread is kept, by an application that blocks or computes for long, and gives them to another thread: so it
/// holds up its own connection only, if not at once. It looks as long as there is something to see, and otherwise sleeps.
/// </summary>
internal sealed class ReactorWatch
{
    /// <summary>Between two looks. Who is with the same socket at both loses the reactor: after one to two of these.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>The same when a reactor was taken over a moment ago: where one application blocks, the next in line is likely to.</summary>
    private static readonly TimeSpan ShortInterval = TimeSpan.FromMilliseconds(2);

    private const int ShortLooks = 20;

    /// <summary>Looks without anything having happened, before it sleeps.</summary>
    private const int QuietLooks = 40;

    private readonly AutoResetEvent something = new(initialState: false);
    private Reactor[] reactors = [];
    private long[] seen = [];
    private int asleep;
    private int shortLooks;

    /// <summary>Watches these from here on.</summary>
    public void Begin(Reactor[] these)
    {
        (reactors, seen) = (these, new long[these.Length]);
        new Thread(Run) { IsBackground = true, Name = "websocket reactor watch" }.UnsafeStart();
    }

    /// <summary>A reactor has something to do.</summary>
    public void Look()
    {
        if (Volatile.Read(ref asleep) != 0 && Interlocked.Exchange(ref asleep, 0) != 0) something.Set();
    }

    private void Run()
    {
        var quiet = 0;
        while (true)
        {
            Thread.Sleep(NextInterval());
            quiet = LooksAlike() ? quiet + 1 : 0;
            if (quiet < QuietLooks) continue;

            // What happened before it was known to sleep is seen here, what happens later wakes it.
            Interlocked.Exchange(ref asleep, 1);
            if (LooksAlike()) something.WaitOne();
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

    /// <summary>Looks at all of them. Whether nothing has happened since the last look.</summary>
    private bool LooksAlike()
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
            // The system has no thread more. The next look tries again.
        }
    }
}
