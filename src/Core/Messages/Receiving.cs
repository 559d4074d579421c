namespace Pure.WebSockets;

/// <summary>
/// The half-received frame and message, or nothing. Only data frames touch it: a control frame between two fragments finds and leaves it
/// as it is.
/// </summary>
internal readonly record struct Receiving
{
    /// <summary>Payload bytes of the data frame under way that have not arrived.</summary>
    public long FrameRemaining { get; init; }

    /// <summary>Bytes of the message under way, as announced by the frames so far.</summary>
    public long MessageBytes { get; init; }

    /// <summary>The key whose first byte belongs to the next octet.</summary>
    public MaskKey Key { get; init; }

    /// <summary>The end of the text so far, where it cuts a code point.</summary>
    public PartialCodePoint Carry { get; init; }

    /// <summary>Frames of the message under way so far; 0 when none is.</summary>
    public int Fragments { get; init; }

    /// <summary>What the message under way is.</summary>
    public MessageKind Kind { get; init; }

    /// <summary>Whether a data frame has begun and not ended.</summary>
    public bool InFrame { get; init; }

    /// <summary>Whether the frame under way ends its message.</summary>
    public bool FrameFinal { get; init; }

    /// <summary>Whether the message under way is compressed: what RSV1 of its first frame said (RFC 7692 §6).</summary>
    public bool Compressed { get; init; }

    public bool MessageInProgress => Fragments > 0;

    /// <summary>How many bytes of the message under way were delivered so far.</summary>
    public long DeliveredOf(Inflation? inflation) =>
        (Compressed && inflation is not null ? inflation.Inflated : MessageBytes - FrameRemaining) - Carry.Count;
}
