namespace Pure.WebSockets;

/// <summary>
/// The state of the partially received frame and message, if any. Only data frames change this state. A control frame between two fragments
/// does not change the state.
/// </summary>
internal readonly record struct Receiving
{
    /// <summary>The number of payload bytes of the current data frame that have not been consumed yet.</summary>
    public long FrameRemaining { get; init; }

    /// <summary>
    /// The number of payload bytes in the message in progress, according to the frame headers that have been read so far.
    /// </summary>
    public long MessageBytes { get; init; }

    /// <summary>The masking key, which is rotated so that its first byte applies to the next payload byte.</summary>
    public MaskKey Key { get; init; }

    /// <summary>The incomplete code point at the end of the text that has been received so far.</summary>
    public PartialCodePoint Carry { get; init; }

    /// <summary>The number of frames of the message in progress, including the current frame, or 0 if no message is in progress.</summary>
    public int Fragments { get; init; }

    /// <summary>The kind of the message in progress.</summary>
    public MessageKind Kind { get; init; }

    /// <summary>Whether a data frame has been received only partially.</summary>
    public bool InFrame { get; init; }

    /// <summary>Whether the current frame is the last frame of its message.</summary>
    public bool FrameFinal { get; init; }

    /// <summary>
    /// Whether the message in progress is compressed. A compressed message has the RSV1 bit set on its first frame (RFC 7692 §6).
    /// </summary>
    public bool Compressed { get; init; }

    public bool MessageInProgress => Fragments > 0;

    /// <summary>Returns the number of bytes of the message in progress that have been delivered so far.</summary>
    public long DeliveredOf(InflateContext? inflation) =>
        (Compressed && inflation is not null ? inflation.Inflated : MessageBytes - FrameRemaining) - Carry.Count;
}
