namespace Pure.WebSockets.Conformance;

/// <summary>
/// A tester with its transcript and its timers: the part of running a case that all runners share. A runner tells it what happened, and when, and performs what
/// it gets.
/// </summary>
internal sealed class CaseRun(Case running, Role role)
{
    private const int KeptOctets = 64;

    private readonly List<TimedEntry> transcript = [];
    private readonly PriorityQueue<Entry.TimerElapsed, TimeSpan> timers = new();
    private readonly DateTimeOffset started = DateTimeOffset.UtcNow;
    private Tester tester = Tester.Start(running, role);
    private TimeSpan opened;
    private TimeSpan last;

    public bool IsOver => tester.Seen.Stage == Stage.Closed;

    /// <summary>When the next timer ends; none while none runs.</summary>
    public Option<TimeSpan> NextTimer => timers.TryPeek(out _, out var at) ? at : Option<TimeSpan>.None;

    /// <summary>Tells what happened; returns what to write, a write each, in order.</summary>
    public List<Octets> Tell(Entry input, TimeSpan now)
    {
        if (input is Entry.Opened) opened = now;
        last = now;
        (tester, var entries) = tester.Step(input);
        var writes = new List<Octets>();
        foreach (var entry in entries)
        {
            transcript.Add(new TimedEntry(now, running.IsHeavy ? Shortened(entry) : entry));
            if (entry is Entry.Sent sent) writes.Add(sent.Octets);
            if (entry is Entry.TimerStarted timer) timers.Enqueue(new Entry.TimerElapsed(timer.Timer, timer.Tag), now + timer.Time);
        }

        return writes;
    }

    /// <summary>Tells that the next timer's time is over.</summary>
    public List<Octets> TellNextTimer(TimeSpan now) => Tell(timers.Dequeue(), now);

    public CaseResult ToResult() => new(running, Judge.Of(running, tester.Seen), tester.Seen, transcript, started, last - opened);

    /// <summary>What the transcript of a heavy case keeps: that it happened, how long it was, and its first octets.</summary>
    private static Entry Shortened(Entry entry) => entry switch
    {
        Entry.Received received => received with { Octets = First(received.Octets) },
        Entry.Sent sent => sent with { Octets = First(sent.Octets) },
        Entry.FrameReceived received => new Entry.FrameReceived(received.Frame with { Payload = First(received.Frame.Payload) }),
        Entry.FrameSent sent when sent.Frame.Payload.Pattern.Length > KeptOctets => sent with { Frame = sent.Frame with { Payload = sent.Frame.Payload with { Pattern = First(sent.Frame.Payload.Pattern) } } },
        _ => entry,
    };

    private static Octets First(Octets octets) => octets.Length <= KeptOctets ? octets : octets.Memory[..KeptOctets].ToArray();
}
