namespace Pure.WebSockets.Conformance;

/// <summary>
/// The transcript that is kept of a case. If it is long, the middle is left out, with a mark that counts what is missing. Only data frames
/// are left out, never timers or the end.
/// </summary>
internal sealed class Transcript(Case running)
{
    private const int KeptOctets = 64;
    private const int MaxRows = 1000;
    private const int MaxHeavyRows = 8;
    private const int MaxTrailingRows = 100;

    private static readonly Entry.Omitted Nothing = new(0, 0, 0, EndsWithFrame: true);

    private readonly List<TimedEntry> rows = [];
    private readonly int most = running.IsHeavy ? MaxHeavyRows : MaxRows;
    private int trailing;
    private long framed;
    private Entry.Omitted omitted = Nothing;

    /// <summary>The rows so far, in order.</summary>
    public IReadOnlyList<TimedEntry> Rows => omitted == Nothing ? rows : [.. rows, new TimedEntry(rows[^1].At, omitted)];

    /// <summary>Adds an entry. The memory of received bytes may be reused afterwards.</summary>
    public void Add(TimeSpan at, Entry entry, Stage stage)
    {
        if (IsTraffic(entry) && !HasRoom(stage))
        {
            Omit(entry);
            return;
        }

        if (omitted != Nothing) rows.Add(new TimedEntry(at, omitted));
        (omitted, framed) = (Nothing, 0);
        rows.Add(new TimedEntry(at, running.IsHeavy ? WithFirstBytesOnly(entry) : entry));
    }

    private void Omit(Entry entry)
    {
        if (entry is Entry.FrameReceived { Frame: var frame }) framed += frame.WireLength;
        var sent = omitted.SentOctets + (entry is Entry.Sent output ? output.Length : 0);
        var received = omitted.ReceivedOctets + (entry is Entry.Received input ? input.Length : 0);
        omitted = new Entry.Omitted(omitted.Count + 1, sent, received, received == framed);
    }

    private bool HasRoom(Stage stage) => rows.Count < most || (stage != Stage.Open && trailing++ < MaxTrailingRows);

    private static bool IsTraffic(Entry entry) =>
        entry is Entry.Received or Entry.Sent or Entry.FrameReceived or Entry.FrameSent or Entry.MessageSent;

    /// <summary>Keeps only the first bytes, for heavy cases.</summary>
    private static Entry WithFirstBytesOnly(Entry entry) =>
        entry switch
        {
            Entry.Received received => received with { Octets = First(received.Octets) },
            Entry.Sent sent => sent with { Octets = First(sent.Octets) },
            Entry.FrameReceived received => received with { Frame = received.Frame with { Payload = First(received.Frame.Payload) } },
            Entry.FrameSent sent when sent.Frame.Payload.Pattern.Length > KeptOctets => sent with
            {
                Frame = sent.Frame with { Payload = sent.Frame.Payload with { Pattern = First(sent.Frame.Payload.Pattern) } },
            },
            _ => entry,
        };

    private static Octets First(Octets octets) => octets.Memory[..Math.Min(octets.Length, KeptOctets)].ToArray();
}
