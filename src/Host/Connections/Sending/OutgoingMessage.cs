namespace Pure.WebSockets.Host;

/// <summary>The type of an outgoing message, fragment or control frame.</summary>
internal enum OutgoingType : byte
{
    /// <summary>A complete message in one frame.</summary>
    Whole,

    /// <summary>A fragment of a message.</summary>
    Part,

    /// <summary>A ping. The application waits for the pong that answers this ping.</summary>
    Ping,

    /// <summary>An unsolicited pong.</summary>
    Pong,
}

/// <summary>A message, a fragment or a control frame to send.</summary>
internal readonly record struct OutgoingMessage(
    OutgoingType Type,
    MessageKind Kind,
    ReadOnlyMemory<byte> Data,
    bool Final,
    CompressionChoice Compress
)
{
    /// <summary>
    /// The object that identifies the message to which this fragment belongs. Other messages wait until that message is complete. The value
    /// is null if this object is not a fragment.
    /// </summary>
    public object? Owner { get; init; }

    /// <summary>The task source that completes when the pong arrives, or null if this object is not a ping.</summary>
    public PendingPing? Ping { get; init; }

    /// <summary>Whether this is a control frame, which may be sent between the fragments of a message (RFC 6455 §5.4).</summary>
    public bool IsControl => Type is OutgoingType.Ping or OutgoingType.Pong;
}
