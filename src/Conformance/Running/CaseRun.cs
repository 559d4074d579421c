namespace Pure.WebSockets.Conformance;

/// <summary>
/// A tester with its transcript and its timers: the part of running a case that all runners share. A runner tells it what happened, and when, and performs what
/// it gets.
/// </summary>
internal sealed class CaseRun(Case running, Role role, CompressedMessages messages, TesterOptions options)
{
    private readonly Transcript transcript = new(running);
    private readonly PriorityQueue<Entry.TimerElapsed, TimeSpan> timers = new();
    private readonly DateTimeOffset started = DateTimeOffset.UtcNow;
    private readonly Dictionary<int, int> reads = [];
    private readonly Dictionary<int, int> writes = [];
    private Tester tester = Tester.Start(running, role, messages, options);
    private TimeSpan opened;
    private TimeSpan last;

    public bool IsOver => tester.Seen.Stage == Stage.Closed;

    /// <summary>When the next timer ends; none while none runs.</summary>
    public Option<TimeSpan> NextTimer => timers.TryPeek(out _, out var at) ? at : Option<TimeSpan>.None;

    /// <summary>
    /// Tells what happened; returns what to write, a write each, in order, none at all for the end of what is said. Of a case that holds nothing, the memory of what was received may be used again afterwards.
    /// </summary>
    public List<Octets> Tell(Entry input, TimeSpan now)
    {
        if (input is Entry.Opened) opened = now;
        last = now;
        (tester, var entries) = tester.Step(input);
        var toWrite = new List<Octets>();
        foreach (var entry in entries)
        {
            transcript.Add(now, entry, tester.Seen.Stage);
            switch (entry)
            {
                case Entry.Received received:
                    Count(reads, received.Length);
                    break;
                case Entry.Sent { Length: > 0 } sent:
                    Count(writes, sent.Length);
                    toWrite.Add(sent.Octets);
                    break;
                case Entry.OutputEnded:
                    toWrite.Add(Octets.Empty);
                    break;
                case Entry.TimerStarted timer:
                    timers.Enqueue(new Entry.TimerElapsed(timer.Timer, timer.Tag), now + timer.Time);
                    break;
            }
        }

        return toWrite;
    }

    /// <summary>Tells that the next timer's time is over.</summary>
    public List<Octets> TellNextTimer(TimeSpan now) => Tell(timers.Dequeue(), now);

    public CaseResult ToResult() => new(running, Judge.Of(running, tester.Seen), tester.Seen, transcript.Rows, started, last - opened) { Reads = reads, Writes = writes };

    private static void Count(Dictionary<int, int> sizes, int size) => sizes[size] = sizes.GetValueOrDefault(size) + 1;
}
