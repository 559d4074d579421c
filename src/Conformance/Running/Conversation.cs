namespace Pure.WebSockets.Conformance;

/// <summary>Runs a case over a link after the opening handshake, in either role.</summary>
internal static class Conversation
{
    private const int ReadBytes = 64 * 1024;
    private const int LentBytes = 256 * 1024;

    /// <summary>Passes the result of the opening handshake to the run, and then every event until the run is over.</summary>
    /// <param name="run">The run.</param>
    /// <param name="running">Its case.</param>
    /// <param name="link">The transport.</param>
    /// <param name="opening">How the opening handshake ended.</param>
    /// <param name="trailing">The bytes after the peer's head.</param>
    /// <param name="head">The writes of the tester's own head, if it has not been sent yet.</param>
    /// <param name="stop">Cancels it.</param>
    /// <param name="activity">The traffic of the peer's heavy cases.</param>
    public static async Task HoldAsync(
        CaseRun run,
        Case running,
        Link link,
        TranscriptEntry opening,
        ByteString trailing,
        IReadOnlyList<ByteString> head,
        CancellationToken stop,
        PeerActivity? activity = null
    )
    {
        link.Writer.Shared = running.IsHeavy ? activity : null;
        Perform(WithHead(running, head, run.Report(opening, link.Clock.Elapsed)));
        link.Reader.Use(running.StreamsPayload ? LentBytes : ReadBytes, lent: running.StreamsPayload);
        if (!run.IsOver && trailing.Length > 0) Perform(Receive(trailing));
        while (!run.IsOver)
        {
            var arrived = await link.Reader.ReadAsync(run.NextTimer.IfNone(TimeSpan.MaxValue), stop).ConfigureAwait(false);
            if (arrived.Case is ByteString octets)
            {
                link.Writer.Shared?.Mark();
                Perform(Receive(octets));
            }
            else if (
                !run.TryPostpone(
                    link.Writer.Wrote.Last(link.Clock),
                    activity?.Last(link.Clock) ?? Option<TimeSpan>.None,
                    link.Clock.Elapsed
                )
            )
            {
                Perform(run.ReportNextTimer(link.Clock.Elapsed));
            }
        }

        void Perform(List<ByteString> writes) => link.Writer.Write(writes);

        List<ByteString> Receive(ByteString octets) =>
            run.Report(
                octets.Length == 0 ? new TranscriptEntry.Dropped(Side.Theirs) : new TranscriptEntry.Received(octets, octets.Length),
                link.Clock.Elapsed
            );
    }

    /// <summary>
    /// Returns the writes of a head and those after it. If the case demands it, the last of the head and the first of the others are joined
    /// into one write.
    /// </summary>
    public static List<ByteString> WithHead(Case running, IReadOnlyList<ByteString> head, List<ByteString> writes) =>
        running.Opening.JoinsFirstFrame && head.Count > 0 && writes.Count > 0
            ? [.. head.SkipLast(1), (byte[])[.. head[^1].Memory.Span, .. writes[0].Memory.Span], .. writes.Skip(1)]
            : [.. head, .. writes];
}
