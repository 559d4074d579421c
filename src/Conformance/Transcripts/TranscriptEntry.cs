namespace Pure.WebSockets.Conformance;

/// <summary>
/// An entry of a transcript, which describes an observed event or an action of the tester. The runner performs the actions, such as writing
/// bytes, starting timers and ending the transport. The verdicts are based on an <see cref="Observation"/>, which is computed from the
/// entries.
/// </summary>
internal abstract record TranscriptEntry
{
    private TranscriptEntry() { }

    /// <summary>The opening handshake succeeded.</summary>
    /// <param name="Request">The head of the request.</param>
    /// <param name="Response">The head of the response.</param>
    /// <param name="Deflate">The agreed parameters of permessage-deflate, or None if the extension is not in use.</param>
    public sealed record Opened(string Request, string Response, Option<AgreedDeflate> Deflate = default) : TranscriptEntry;

    /// <summary>The opening handshake failed.</summary>
    /// <param name="Why">The reason why the opening handshake failed.</param>
    /// <param name="TimedOut">Whether a time limit for the peer was reached.</param>
    /// <param name="Request">The head of the request, or an empty string if the head is not known.</param>
    /// <param name="Response">The known part of the response, or an empty string if no part is known.</param>
    public sealed record NotOpened(string Why, bool TimedOut, string Request, string Response) : TranscriptEntry
    {
        /// <summary>
        /// The status code of the response that the tester received, or None if the tester did not receive a complete and valid response
        /// head.
        /// </summary>
        public Option<int> Status { get; init; }

        /// <summary>Whether no transport could be opened, so that the peer did nothing that a rule allows or forbids.</summary>
        public bool IsUnreached { get; init; }
    }

    /// <summary>Bytes were read from the transport.</summary>
    /// <param name="Octets">The bytes. The transcript of a heavy case contains only the first 64 bytes.</param>
    /// <param name="Length">The number of bytes.</param>
    public sealed record Received(ByteString Octets, int Length) : TranscriptEntry;

    /// <summary>The received bytes completed a frame.</summary>
    /// <param name="Frame">The frame. The transcript of a heavy case contains only the first 64 bytes of the payload.</param>
    public sealed record FrameReceived(WireFrame Frame) : TranscriptEntry
    {
        /// <summary>The length of the payload in bytes.</summary>
        public int Length { get; init; } = Frame.Payload.Length;
    }

    /// <summary>All or part of a frame is sent. The entries for the sent bytes follow this entry.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="Key">The masking key, or None if the frame is not masked.</param>
    public sealed record FrameSent(RawFrame Frame, Option<MaskKey> Key) : TranscriptEntry;

    /// <summary>
    /// A compressed message is sent. The next entry contains the bytes of all frames of the message, which are sent in one write. The
    /// frames have no entries of their own, because a message can have many frames.
    /// </summary>
    /// <param name="Kind">The kind of the message, text or binary.</param>
    /// <param name="Frames">The number of frames.</param>
    /// <param name="Length">The number of bytes in the message, before compression.</param>
    /// <param name="Compressed">The number of bytes in the compressed payload.</param>
    /// <param name="Wire">The number of bytes in the frames, including their headers.</param>
    public sealed record MessageSent(MessageKind Kind, int Frames, int Length, int Compressed, int Wire) : TranscriptEntry;

    /// <summary>Bytes are written to the transport in one write.</summary>
    /// <param name="Octets">The bytes. The transcript of a heavy case contains only the first 64 bytes.</param>
    /// <param name="Length">The number of bytes.</param>
    public sealed record Sent(ByteString Octets, int Length) : TranscriptEntry;

    /// <summary>The tester ends its output.</summary>
    public sealed record OutputEnded : TranscriptEntry;

    /// <summary>A timer starts.</summary>
    /// <param name="Timer">The timer.</param>
    /// <param name="Time">The duration of the timer.</param>
    /// <param name="Tag">
    /// For a wait of the script, the value is the name of its timeout event, or None if the end of the wait is not an event. For a pong
    /// timer, the value is the payload of the ping in hexadecimal. For a settle timer, the value is the number of the wait. For any other
    /// timer, the value is None.
    /// </param>
    public sealed record TimerStarted(TesterTimer Timer, TimeSpan Time, Option<string> Tag = default) : TranscriptEntry;

    /// <summary>A timer elapsed.</summary>
    /// <param name="Timer">The timer.</param>
    /// <param name="Tag">
    /// For a wait of the script, the value is the name of its timeout event, or None if the end of the wait is not an event. For a pong
    /// timer, the value is the payload of the ping in hexadecimal. For a settle timer, the value is the number of the wait. For any other
    /// timer, the value is None.
    /// </param>
    public sealed record TimerElapsed(TesterTimer Timer, Option<string> Tag) : TranscriptEntry;

    /// <summary>The peer sent more bytes than the tester accepts, so the tester ends the transport.</summary>
    /// <param name="Octets">The limit in bytes.</param>
    public sealed record Flooded(long Octets) : TranscriptEntry;

    /// <summary>Entries of a long transcript were omitted at this point.</summary>
    /// <param name="Count">The number of omitted entries.</param>
    /// <param name="SentOctets">The number of sent bytes in the omitted entries.</param>
    /// <param name="ReceivedOctets">The number of received bytes in the omitted entries.</param>
    /// <param name="EndsWithFrame">Whether the received bytes in the omitted entries consist of complete frames.</param>
    public sealed record Omitted(int Count, long SentOctets, long ReceivedOctets, bool EndsWithFrame) : TranscriptEntry;

    /// <summary>The transport ended.</summary>
    /// <param name="By">The side that ended the transport.</param>
    public sealed record Dropped(Side By) : TranscriptEntry;
}

/// <summary>The timers of a tester. The description of each timer states what happens when the timer elapses.</summary>
internal enum TesterTimer
{
    /// <summary>The script continues after a wait.</summary>
    Wait,

    /// <summary>The tester fails the connection.</summary>
    Fail,

    /// <summary>The tester closes the connection.</summary>
    Close,

    /// <summary>The tester ends the transport, because the peer's close frame did not arrive in time.</summary>
    ClosingHandshake,

    /// <summary>The tester ends the transport, because the server did not end the transport in time.</summary>
    TransportEnd,

    /// <summary>The tester ends the transport, because the case exceeded its time limit.</summary>
    Limit,

    /// <summary>The tester stops waiting for the frames that the peer must still send, or for the end of the transport.</summary>
    Settle,

    /// <summary>
    /// The script continues. The timer has a duration of zero, so that the peer can answer before the next step. Reports do not show this
    /// timer.
    /// </summary>
    Next,

    /// <summary>The tester sends an automatic ping (<see cref="TesterOptions.AutoPingInterval"/>).</summary>
    Ping,

    /// <summary>The tester ends the transport, because the pong for an automatic ping did not arrive in time.</summary>
    Pong,
}

/// <summary>An entry of a transcript with its time.</summary>
/// <param name="At">The time since the start of the connection.</param>
/// <param name="Entry">The entry.</param>
internal sealed record TimedTranscriptEntry(TimeSpan At, TranscriptEntry Entry);
