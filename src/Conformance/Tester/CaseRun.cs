namespace Pure.WebSockets.Conformance;

/// <summary>
/// A tester with its transcript and its timers: the part that all runners share. A runner reports each event with its time, and performs
/// the returned actions.
/// </summary>
internal sealed class CaseRun(Case running, Role role, CompressedMessages messages, TesterOptions options)
{
    // The maximum extension of a time limit for a peer that is still active.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly Transcript transcript = new(running);

    // Timers with the same end elapse in the order of their start.
    private readonly PriorityQueue<RunningTimer, (TimeSpan At, int Order)> timers = new();
    private readonly DateTimeOffset started = DateTimeOffset.UtcNow;
    private readonly Dictionary<int, int> reads = [];
    private readonly Dictionary<int, int> writes = [];
    private Tester tester = Tester.Start(running, role, messages, options);
    private TimeSpan opened;
    private TimeSpan last;
    private int timersStarted;

    public bool IsOver => tester.Seen.Stage == ConnectionStage.Closed;

    /// <summary>When the next timer elapses. It is None if no timer is running.</summary>
    public Option<TimeSpan> NextTimer => timers.TryPeek(out _, out var next) ? next.At : Option<TimeSpan>.None;

    /// <summary>
    /// Reports an event. Returns the blocks to write, each for one write, in order. An empty block ends the output. In a case that streams
    /// its payload, the memory of received bytes may be reused afterwards.
    /// </summary>
    public List<ByteString> Report(TranscriptEntry input, TimeSpan now)
    {
        if (input is TranscriptEntry.Opened) opened = now;
        last = now;
        (tester, var entries) = tester.Step(input);
        var toWrite = new List<ByteString>();
        foreach (var entry in entries)
        {
            transcript.Add(now, entry, tester.Seen.Stage);
            switch (entry)
            {
                case TranscriptEntry.Received received:
                    Count(reads, received.Length);
                    break;
                case TranscriptEntry.Sent { Length: > 0 } sent:
                    Count(writes, sent.Length);
                    toWrite.Add(sent.Octets);
                    break;
                case TranscriptEntry.OutputEnded:
                    toWrite.Add(ByteString.Empty);
                    break;
                case TranscriptEntry.TimerStarted timer:
                    timers.Enqueue(
                        new RunningTimer(new TranscriptEntry.TimerElapsed(timer.Timer, timer.Tag), timer.Time, now),
                        (now + timer.Time, timersStarted++)
                    );
                    break;
            }
        }

        return toWrite;
    }

    /// <summary>Reports that the next timer elapsed.</summary>
    public List<ByteString> ReportNextTimer(TimeSpan now) => Report(timers.Dequeue().Elapsed, now);

    /// <summary>
    /// Whether the next timer, which is due, is postponed. The time limit for the answer to a close frame counts from the last byte written
    /// to the peer. In heavy cases all time limits count from the last byte moved to or from the peer on any connection. The extension is
    /// at most one minute.
    /// </summary>
    public bool TryPostpone(Option<TimeSpan> written, Option<TimeSpan> moved, TimeSpan now)
    {
        if (!timers.TryPeek(out var next, out var place) || next.Elapsed.Timer is TesterTimer.Wait or TesterTimer.Ping or TesterTimer.Pong)
            return false;
        var latest = tester.Seen.Stage == ConnectionStage.Closing ? Latest(written, moved) : moved.IfNone(TimeSpan.Zero);
        var due = latest + next.Length;
        if (latest < next.Started || due <= now || now >= next.Started + next.Length + (Grace * options.Patience)) return false;
        timers.Dequeue();
        timers.Enqueue(next, (due, place.Order));
        return true;
    }

    public CaseResult ToResult() =>
        new(running, Judge.Of(running, tester.Seen), tester.Seen, transcript.Rows, started, last - opened)
        {
            Reads = reads,
            Writes = writes,
        };

    private static TimeSpan Latest(Option<TimeSpan> one, Option<TimeSpan> other) =>
        TimeSpan.FromTicks(Math.Max(one.IfNone(TimeSpan.Zero).Ticks, other.IfNone(TimeSpan.Zero).Ticks));

    private static void Count(Dictionary<int, int> sizes, int size) => sizes[size] = sizes.GetValueOrDefault(size) + 1;

    /// <summary>A running timer, its duration, and when it started.</summary>
    private readonly record struct RunningTimer(TranscriptEntry.TimerElapsed Elapsed, TimeSpan Length, TimeSpan Started);
}
