namespace Pure.WebSockets.Conformance;

/// <summary>
/// Combines a tester with its transcript and its timers. A runner reports each event and its time to this class, and then performs the
/// writes that this class returns.
/// </summary>
internal sealed class CaseRun(Case running, Role role, CompressedMessages messages, TesterOptions options)
{
    // The maximum time by which a time limit is extended while the peer is still active. The time is multiplied by TesterOptions.Patience.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly Transcript transcript = new(running);

    // The timers, ordered by due time. Timers with the same due time elapse in the order in which they were started.
    private readonly PriorityQueue<RunningTimer, (TimeSpan At, int Order)> timers = new();
    private readonly DateTimeOffset started = DateTimeOffset.UtcNow;
    private readonly Dictionary<int, int> reads = [];
    private readonly Dictionary<int, int> writes = [];
    private Tester tester = Tester.Start(running, role, messages, options);
    private TimeSpan opened;
    private TimeSpan last;
    private int timersStarted;

    public bool IsOver => tester.Seen.Stage == ConnectionStage.Closed;

    /// <summary>The time at which the next timer elapses, or None if no timer is running.</summary>
    public Option<TimeSpan> NextTimer => timers.TryPeek(out _, out var next) ? next.At : Option<TimeSpan>.None;

    /// <summary>
    /// Reports an event to the tester. Returns the blocks of bytes to write, in order. Each block must be sent in one write. An empty block
    /// means that the caller must end the output. If the case is heavy and streams its payload, the caller may reuse the memory of the
    /// received bytes after this call.
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

    /// <summary>
    /// Reports to the tester that the next timer has elapsed. Returns the blocks of bytes to write, as <see cref="Report"/> does.
    /// </summary>
    public List<ByteString> ReportNextTimer(TimeSpan now) => Report(timers.Dequeue().Elapsed, now);

    /// <summary>
    /// Postpones the next timer, which is due, if the peer is still active. Returns whether the timer was postponed. The script's waits
    /// and the timers for the tester's automatic pings are never postponed. Any other timer is restarted from the time of the last
    /// transfer between a heavy case and the peer, on any connection. The timers of light cases are also restarted, because a busy peer
    /// can answer late on every connection. After the tester has sent its close frame, the last write on this connection counts as a
    /// transfer. Transfers before the start of the timer do not count. A timer is postponed by at most one minute, multiplied by
    /// <see cref="TesterOptions.Patience"/>.
    /// </summary>
    public bool TryPostpone(Option<TimeSpan> written, Option<TimeSpan> moved, TimeSpan now)
    {
        if (!timers.TryPeek(out var next, out var place)) return false;
        if (next.Elapsed.Timer is TesterTimer.Wait or TesterTimer.Next or TesterTimer.Ping or TesterTimer.Pong) return false;
        var latest = tester.Seen.Stage == ConnectionStage.Closing ? Latest(written, moved) : moved.IfNone(TimeSpan.Zero);
        var due = TimeSpan.FromTicks(
            Math.Min((latest + next.Length).Ticks, (next.Started + next.Length + (Grace * options.Patience)).Ticks)
        );
        if (latest < next.Started || due <= now) return false;
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

    /// <summary>A running timer with its duration and its start time.</summary>
    private readonly record struct RunningTimer(TranscriptEntry.TimerElapsed Elapsed, TimeSpan Length, TimeSpan Started);
}
