namespace Pure.WebSockets.Conformance;

/// <summary>A case over a link, from the opening handshake on, whichever end the tester is.</summary>
internal static class Conversation
{
    private const int ReadBytes = 64 * 1024;
    private const int LentBytes = 256 * 1024;

    /// <summary>Tells the run how the opening went, and then all that happens until it is over.</summary>
    /// <param name="run">The run.</param>
    /// <param name="running">Its case.</param>
    /// <param name="link">What it talks over.</param>
    /// <param name="opening">How the opening handshake went.</param>
    /// <param name="behind">What came behind the peer's head.</param>
    /// <param name="head">The writes of the tester's own head, where it is still to be sent.</param>
    /// <param name="stop">Stops it.</param>
    /// <param name="activity">What the heavy cases of the same peer move.</param>
    public static async Task HoldAsync(
        CaseRun run,
        Case running,
        Link link,
        Entry opening,
        Octets behind,
        IReadOnlyList<Octets> head,
        CancellationToken stop,
        PeerActivity? activity = null
    )
    {
        link.Writer.Shared = running.IsHeavy ? activity : null;
        Perform(WithHead(running, head, run.Tell(opening, link.Clock.Elapsed)));
        link.Reader.Use(running.StreamsPayload ? LentBytes : ReadBytes, lent: running.StreamsPayload);
        if (!run.IsOver && behind.Length > 0) Perform(Tell(behind));
        while (!run.IsOver)
        {
            var arrived = await link.Reader.ReadAsync(run.NextTimer.IfNone(TimeSpan.MaxValue), stop).ConfigureAwait(false);
            if (arrived.Case is Octets octets)
            {
                link.Writer.Shared?.Mark();
                Perform(Tell(octets));
            }
            else if (
                !run.PutsOff(link.Writer.Wrote.Last(link.Clock), activity?.Last(link.Clock) ?? Option<TimeSpan>.None, link.Clock.Elapsed)
            )
            {
                Perform(run.TellNextTimer(link.Clock.Elapsed));
            }
        }

        void Perform(List<Octets> writes) => link.Writer.Write(writes);

        List<Octets> Tell(Octets octets) =>
            run.Tell(octets.Length == 0 ? new Entry.Dropped(Side.Theirs) : new Entry.Received(octets, octets.Length), link.Clock.Elapsed);
    }

    /// <summary>
    /// The writes of a head with those that follow; where the case says so, the last of the one and the first of the others are one
    /// write.
    /// </summary>
    public static List<Octets> WithHead(Case running, IReadOnlyList<Octets> head, List<Octets> writes) =>
        running.Opening.JoinsFirstFrame && head.Count > 0 && writes.Count > 0
            ? [.. head.SkipLast(1), (byte[])[.. head[^1].Memory.Span, .. writes[0].Memory.Span], .. writes.Skip(1)]
            : [.. head, .. writes];
}
