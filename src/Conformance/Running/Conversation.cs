namespace Pure.WebSockets.Conformance;

/// <summary>Runs a case over a link after the opening handshake has ended. The tester can be the client or the server.</summary>
internal static class Conversation
{
    private const int ReadBytes = 64 * 1024;
    private const int LentBytes = 256 * 1024;

    /// <summary>
    /// Reports the result of the opening handshake to the run, and then reports every event on the link until the run has ended.
    /// </summary>
    /// <param name="run">The run of the case.</param>
    /// <param name="running">The case that is run.</param>
    /// <param name="link">The link to the peer.</param>
    /// <param name="opening">The result of the opening handshake.</param>
    /// <param name="trailing">The bytes that were received after the head of the peer's request or response.</param>
    /// <param name="head">
    /// The head of the tester's response, with one block of bytes for each write. If no head must be sent, the list is empty.
    /// </param>
    /// <param name="stop">The token that cancels the conversation.</param>
    /// <param name="activity">
    /// The object that records when a heavy case last transferred bytes, or null if this time is not recorded.
    /// </param>
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
        // Only a heavy case can read into a reused buffer, because the transcript of a light case contains the received bytes.
        var lends = running is { StreamsPayload: true, IsHeavy: true };
        link.Reader.Use(lends ? LentBytes : ReadBytes, lends);
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
    /// Returns the blocks of the head, followed by the given blocks. Each block is sent in one write. If the case requires one write for
    /// the head and the first frame, the last block of the head and the first given block are joined. An empty block ends the output and is
    /// never joined.
    /// </summary>
    public static List<ByteString> WithHead(Case running, IReadOnlyList<ByteString> head, List<ByteString> writes) =>
        running.Opening.JoinsFirstFrame && head.Count > 0 && writes is [{ Length: > 0 }, ..]
            ? [.. head.SkipLast(1), (byte[])[.. head[^1].Memory.Span, .. writes[0].Memory.Span], .. writes.Skip(1)]
            : [.. head, .. writes];
}
