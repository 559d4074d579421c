namespace Pure.WebSockets.Conformance;

/// <summary>
/// The transcript of a case. In a long transcript, entries in the middle are replaced with one entry that contains the number of omitted
/// entries and bytes. Only entries about bytes, frames and messages can be omitted. All other entries, such as timers and the end of the
/// transport, are never omitted.
/// </summary>
internal sealed class Transcript(Case running)
{
    private const int KeptOctets = 64;
    private const int MaxRows = 1000;
    private const int MaxHeavyRows = 8;
    private const int MaxTrailingRows = 100;

    private static readonly TranscriptEntry.Omitted Nothing = new(0, 0, 0, EndsWithFrame: true);

    private readonly List<TimedTranscriptEntry> rows = [];
    private readonly int most = running.IsHeavy ? MaxHeavyRows : MaxRows;
    private int trailing;
    private long framed;
    private TranscriptEntry.Omitted omitted = Nothing;

    /// <summary>
    /// The entries so far, in order. One <see cref="TranscriptEntry.Omitted"/> entry represents each series of omitted entries.
    /// </summary>
    public IReadOnlyList<TimedTranscriptEntry> Rows =>
        omitted == Nothing ? rows : [.. rows, new TimedTranscriptEntry(rows[^1].At, omitted)];

    /// <summary>Adds an entry. In a heavy case, the caller may reuse the memory of the received bytes after this call.</summary>
    public void Add(TimeSpan at, TranscriptEntry entry, ConnectionStage stage)
    {
        if (IsTraffic(entry) && !HasRoom(stage))
        {
            Omit(entry);
            return;
        }

        if (omitted != Nothing) rows.Add(new TimedTranscriptEntry(at, omitted));
        (omitted, framed) = (Nothing, 0);
        rows.Add(new TimedTranscriptEntry(at, running.IsHeavy ? WithFirstBytesOnly(entry) : entry));
    }

    private void Omit(TranscriptEntry entry)
    {
        if (entry is TranscriptEntry.FrameReceived { Frame: var frame }) framed += frame.WireLength;
        var sent = omitted.SentOctets + (entry is TranscriptEntry.Sent output ? output.Length : 0);
        var received = omitted.ReceivedOctets + (entry is TranscriptEntry.Received input ? input.Length : 0);
        omitted = new TranscriptEntry.Omitted(omitted.Count + 1, sent, received, received == framed);
    }

    private bool HasRoom(ConnectionStage stage) => rows.Count < most || (stage != ConnectionStage.Open && trailing++ < MaxTrailingRows);

    private static bool IsTraffic(TranscriptEntry entry) =>
        entry
            is TranscriptEntry.Received
                or TranscriptEntry.Sent
                or TranscriptEntry.FrameReceived
                or TranscriptEntry.FrameSent
                or TranscriptEntry.MessageSent;

    /// <summary>
    /// Returns a copy of an entry with only the first 64 bytes of its data. The transcript of a heavy case contains only these shortened
    /// copies.
    /// </summary>
    private static TranscriptEntry WithFirstBytesOnly(TranscriptEntry entry) =>
        entry switch
        {
            TranscriptEntry.Received received => received with { Octets = First(received.Octets) },
            TranscriptEntry.Sent sent => sent with { Octets = First(sent.Octets) },
            TranscriptEntry.FrameReceived received => received with
            {
                Frame = received.Frame with { Payload = First(received.Frame.Payload) },
            },
            TranscriptEntry.FrameSent sent when sent.Frame.Payload.Pattern.Length > KeptOctets => sent with
            {
                Frame = sent.Frame with { Payload = sent.Frame.Payload with { Pattern = First(sent.Frame.Payload.Pattern) } },
            },
            _ => entry,
        };

    private static ByteString First(ByteString octets) => octets.Memory[..Math.Min(octets.Length, KeptOctets)].ToArray();
}
