namespace Pure.WebSockets.Conformance;

/// <summary>
/// One row of a transcript. What the tester does is an entry as much as what it sees: the runner performs those it must (octets sent,
/// timers, the end of the transport), and the judge reads them all.
/// </summary>
internal abstract record Entry
{
    private Entry() { }

    /// <summary>The opening handshake is done.</summary>
    /// <param name="Request">The request's head.</param>
    /// <param name="Response">The response's head.</param>
    /// <param name="Deflate">What is agreed of permessage-deflate, when it is in force.</param>
    public sealed record Opened(string Request, string Response, Option<AgreedDeflate> Deflate = default) : Entry;

    /// <summary>The opening handshake failed.</summary>
    /// <param name="Why">What was wrong.</param>
    /// <param name="TimedOut">Whether the peer took too long.</param>
    /// <param name="Request">The request's head, if one was sent or came.</param>
    /// <param name="Response">What came of a response.</param>
    public sealed record NotOpened(string Why, bool TimedOut, string Request, string Response) : Entry
    {
        /// <summary>The status of the response, when one came whole.</summary>
        public Option<int> Status { get; init; }
    }

    /// <summary>Octets were read from the transport.</summary>
    /// <param name="Octets">The octets; in a kept transcript of a heavy case the first of them.</param>
    /// <param name="Length">How many they were.</param>
    public sealed record Received(Octets Octets, int Length) : Entry;

    /// <summary>The octets received made a frame.</summary>
    /// <param name="Frame">The frame; in a kept transcript of a heavy case with the first octets of its payload.</param>
    public sealed record FrameReceived(WireFrame Frame) : Entry
    {
        /// <summary>How many octets the payload is.</summary>
        public int Length { get; init; } = Frame.Payload.Length;
    }

    /// <summary>A frame is sent: its octets follow.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="Key">The mask key, when the tester is the client.</param>
    public sealed record FrameSent(RawFrame Frame, Option<MaskKey> Key) : Entry;

    /// <summary>
    /// A compressed message is sent in as many frames: their octets follow, in one write. Its frames are no entries of their own, for
    /// they are many.
    /// </summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Frames">How many frames.</param>
    /// <param name="Length">The octets of the message.</param>
    /// <param name="Compressed">The octets of the compressed payload.</param>
    /// <param name="Wire">The octets of the frames.</param>
    public sealed record MessageSent(MessageKind Kind, int Frames, int Length, int Compressed, int Wire) : Entry;

    /// <summary>Octets are written to the transport, in one write.</summary>
    /// <param name="Octets">The octets; in a kept transcript of a heavy case the first of them.</param>
    /// <param name="Length">How many they are.</param>
    public sealed record Sent(Octets Octets, int Length) : Entry;

    /// <summary>The tester's half of the transport ends: it says no more.</summary>
    public sealed record OutputEnded : Entry;

    /// <summary>A timer starts.</summary>
    /// <param name="Timer">Which.</param>
    /// <param name="Time">How long it runs.</param>
    /// <param name="Tag">For a wait of the script that is an event: its name.</param>
    public sealed record TimerStarted(TesterTimer Timer, TimeSpan Time, Option<string> Tag = default) : Entry;

    /// <summary>A timer's time is over.</summary>
    /// <param name="Timer">Which.</param>
    /// <param name="Tag">For a wait of the script that is an event: its name.</param>
    public sealed record TimerElapsed(TesterTimer Timer, Option<string> Tag) : Entry;

    /// <summary>The peer sent more than any right answer has: the tester reads no further.</summary>
    /// <param name="Octets">The bound that it passed.</param>
    public sealed record Flooded(long Octets) : Entry;

    /// <summary>In a kept transcript: what happened here is left out, for it was much.</summary>
    /// <param name="Count">How many entries.</param>
    /// <param name="SentOctets">The octets sent meanwhile.</param>
    /// <param name="ReceivedOctets">The octets received meanwhile.</param>
    /// <param name="EndsWithFrame">Whether those received made whole frames.</param>
    public sealed record Omitted(int Count, long SentOctets, long ReceivedOctets, bool EndsWithFrame) : Entry;

    /// <summary>The transport ended.</summary>
    /// <param name="By">By the tester or by its peer.</param>
    public sealed record Dropped(Side By) : Entry;
}

/// <summary>The timers of a tester.</summary>
internal enum TesterTimer
{
    /// <summary>A wait of the script.</summary>
    Wait,

    /// <summary>Then the connection is failed.</summary>
    Fail,

    /// <summary>Then the connection is closed.</summary>
    Close,

    /// <summary>Then the peer's close frame must have come.</summary>
    ClosingHandshake,

    /// <summary>Then the server must have ended the transport.</summary>
    TransportEnd,

    /// <summary>Then the case ends, whatever the peer does.</summary>
    Limit,

    /// <summary>Then a ping of the tester's own goes out, where its options say so.</summary>
    Ping,

    /// <summary>Then the pong to it must have come.</summary>
    Pong,
}

/// <summary>An entry and when it was made, from the start of the case.</summary>
/// <param name="At">When.</param>
/// <param name="Entry">What.</param>
internal sealed record TimedEntry(TimeSpan At, Entry Entry);
