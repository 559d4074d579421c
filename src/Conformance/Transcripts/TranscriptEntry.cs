namespace Pure.WebSockets.Conformance;

/// <summary>
/// A row of a transcript: what the tester sees or does. The runner performs the effects (writes, timers, the end of the transport), and the
/// judge reads all rows.
/// </summary>
internal abstract record TranscriptEntry
{
    private TranscriptEntry() { }

    /// <summary>The opening handshake succeeded.</summary>
    /// <param name="Request">The request's head.</param>
    /// <param name="Response">The response's head.</param>
    /// <param name="Deflate">The agreed parameters of permessage-deflate, if it is in use.</param>
    public sealed record Opened(string Request, string Response, Option<AgreedDeflate> Deflate = default) : TranscriptEntry;

    /// <summary>The opening handshake failed.</summary>
    /// <param name="Why">The problem.</param>
    /// <param name="TimedOut">Whether the peer took too long.</param>
    /// <param name="Request">The request's head, if one was sent or received.</param>
    /// <param name="Response">The received part of the response.</param>
    public sealed record NotOpened(string Why, bool TimedOut, string Request, string Response) : TranscriptEntry
    {
        /// <summary>The status of the response, if its head was complete.</summary>
        public Option<int> Status { get; init; }
    }

    /// <summary>Bytes were read from the transport.</summary>
    /// <param name="Octets">The bytes; only the first ones in the transcript of a heavy case.</param>
    /// <param name="Length">The number of bytes.</param>
    public sealed record Received(ByteString Octets, int Length) : TranscriptEntry;

    /// <summary>The received bytes completed a frame.</summary>
    /// <param name="Frame">The frame; with only the first bytes of its payload in the transcript of a heavy case.</param>
    public sealed record FrameReceived(WireFrame Frame) : TranscriptEntry
    {
        /// <summary>The length of the payload in bytes.</summary>
        public int Length { get; init; } = Frame.Payload.Length;
    }

    /// <summary>A frame is sent. Its bytes follow.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="Key">The mask key, if the frame is masked.</param>
    public sealed record FrameSent(RawFrame Frame, Option<MaskKey> Key) : TranscriptEntry;

    /// <summary>
    /// A compressed message is sent. The bytes of its frames follow, in one write; the frames have no entries of their own because there
    /// are many.
    /// </summary>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Frames">The number of frames.</param>
    /// <param name="Length">The bytes of the message.</param>
    /// <param name="Compressed">The bytes of the compressed payload.</param>
    /// <param name="Wire">The bytes of the frames.</param>
    public sealed record MessageSent(MessageKind Kind, int Frames, int Length, int Compressed, int Wire) : TranscriptEntry;

    /// <summary>Bytes are written to the transport, in one write.</summary>
    /// <param name="Octets">The bytes; only the first ones in the transcript of a heavy case.</param>
    /// <param name="Length">The number of bytes.</param>
    public sealed record Sent(ByteString Octets, int Length) : TranscriptEntry;

    /// <summary>The tester ends its output.</summary>
    public sealed record OutputEnded : TranscriptEntry;

    /// <summary>A timer starts.</summary>
    /// <param name="Timer">The timer.</param>
    /// <param name="Time">Its duration.</param>
    /// <param name="Tag">The name of the event, for a wait of the script that is one.</param>
    public sealed record TimerStarted(TesterTimer Timer, TimeSpan Time, Option<string> Tag = default) : TranscriptEntry;

    /// <summary>A timer elapsed.</summary>
    /// <param name="Timer">The timer.</param>
    /// <param name="Tag">The name of the event, for a wait of the script that is one.</param>
    public sealed record TimerElapsed(TesterTimer Timer, Option<string> Tag) : TranscriptEntry;

    /// <summary>The peer sent more than any correct answer has, and the tester stops reading.</summary>
    /// <param name="Octets">The limit in bytes.</param>
    public sealed record Flooded(long Octets) : TranscriptEntry;

    /// <summary>In the transcript of a heavy case: entries are left out here.</summary>
    /// <param name="Count">The number of entries.</param>
    /// <param name="SentOctets">The bytes sent meanwhile.</param>
    /// <param name="ReceivedOctets">The bytes received meanwhile.</param>
    /// <param name="EndsWithFrame">Whether the received bytes were complete frames.</param>
    public sealed record Omitted(int Count, long SentOctets, long ReceivedOctets, bool EndsWithFrame) : TranscriptEntry;

    /// <summary>The transport ended.</summary>
    /// <param name="By">The side that ended it.</param>
    public sealed record Dropped(Side By) : TranscriptEntry;
}

/// <summary>The timers of a tester. Each description says what happens when the timer elapses.</summary>
internal enum TesterTimer
{
    /// <summary>The wait of the script is over.</summary>
    Wait,

    /// <summary>The tester fails the connection.</summary>
    Fail,

    /// <summary>The tester closes the connection.</summary>
    Close,

    /// <summary>The tester stops waiting for the peer's close frame.</summary>
    ClosingHandshake,

    /// <summary>The tester stops waiting for the server to end the transport.</summary>
    TransportEnd,

    /// <summary>The case ends.</summary>
    Limit,

    /// <summary>The tester sends a ping of its own, if its options demand it.</summary>
    Ping,

    /// <summary>The tester stops waiting for the pong to its own ping.</summary>
    Pong,
}

/// <summary>An entry with its time.</summary>
/// <param name="At">The time from the start of the case.</param>
/// <param name="Entry">The entry.</param>
internal sealed record TimedTranscriptEntry(TimeSpan At, TranscriptEntry Entry);
