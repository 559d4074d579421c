namespace Pure.WebSockets;

/// <summary>
/// An event that an <see cref="Observer"/> reports about one direction of a connection. An offset is the number of bytes that the sender
/// sent on the transport before the event. The first byte of a direction has the offset 0.
/// </summary>
public abstract record Observed
{
    private Observed() { }

    /// <summary>The client sent a valid upgrade request.</summary>
    /// <param name="Request">The request.</param>
    public sealed record Requested(UpgradeRequest Request) : Observed;

    /// <summary>The server rejected the upgrade. The observer does not read the bytes of either direction after this event.</summary>
    /// <param name="Response">The response, including its body.</param>
    public sealed record Rejected(RejectedResponse Response) : Observed;

    /// <summary>The server accepted the upgrade. Frames follow in both directions.</summary>
    /// <param name="Agreement">
    /// The result of the handshake. If the handshake broke a rule, this is the content of the response's header fields.
    /// </param>
    public sealed record Opened(Agreement Agreement) : Observed;

    /// <summary>The header of a frame was sent. The payload can still be incomplete.</summary>
    /// <param name="Sender">The endpoint that sent the frame.</param>
    /// <param name="Offset">The offset of the frame's first byte.</param>
    /// <param name="Header">The content of the header.</param>
    public sealed record FrameSent(Role Sender, long Offset, ObservedHeader Header) : Observed;

    /// <summary>A complete message was sent.</summary>
    /// <param name="Sender">The endpoint that sent the message.</param>
    /// <param name="Offset">The offset of the first byte of the message's first frame.</param>
    /// <param name="Kind">Text or binary.</param>
    /// <param name="Data">The payload after unmasking and decompression.</param>
    public sealed record MessageSent(Role Sender, long Offset, MessageKind Kind, ByteString Data) : Observed;

    /// <summary>A complete ping was sent.</summary>
    /// <param name="Sender">The endpoint that sent the frame.</param>
    /// <param name="Offset">The offset of the frame's first byte.</param>
    /// <param name="Data">The payload of the frame after unmasking.</param>
    public sealed record PingSent(Role Sender, long Offset, ByteString Data) : Observed;

    /// <summary>A complete pong was sent.</summary>
    /// <param name="Sender">The endpoint that sent the frame.</param>
    /// <param name="Offset">The offset of the frame's first byte.</param>
    /// <param name="Data">The payload of the frame after unmasking.</param>
    public sealed record PongSent(Role Sender, long Offset, ByteString Data) : Observed;

    /// <summary>A complete, valid close frame was sent.</summary>
    /// <param name="Sender">The endpoint that sent the frame.</param>
    /// <param name="Offset">The offset of the frame's first byte.</param>
    /// <param name="Status">The status code and the reason of the frame.</param>
    public sealed record CloseSent(Role Sender, long Offset, CloseStatus Status) : Observed;

    /// <summary>The sender broke a rule.</summary>
    /// <param name="Sender">The endpoint that broke the rule.</param>
    /// <param name="Offset">
    /// The offset of the frame that breaks the rule, or of the start of the message head. For the end of a direction, this is the number of
    /// bytes in the direction.
    /// </param>
    /// <param name="Error">The broken rule, and a description of what the sender did.</param>
    public sealed record RuleBroken(Role Sender, long Offset, ProtocolError Error) : Observed;

    /// <summary>
    /// The events of this direction are based on an assumption from here on, for example because the sender broke a rule and the observer
    /// continued to read. Each direction reports at most one event of this kind.
    /// </summary>
    /// <param name="Sender">The endpoint whose bytes are read under an assumption.</param>
    /// <param name="Offset">The offset from which the assumption applies.</param>
    /// <param name="Reason">The reason, such as "the message in progress was not readable".</param>
    public sealed record Assumed(Role Sender, long Offset, string Reason) : Observed;

    /// <summary>
    /// The content of a message is not reported. For example, the message exceeds the observer's limits, or it refers to an earlier
    /// compressed message that the observer does not know. The frames of the message are still reported.
    /// </summary>
    /// <param name="Sender">The endpoint that sent the message.</param>
    /// <param name="Offset">The offset of the frame with which the observer stopped reading the message.</param>
    /// <param name="Reason">The reason why the content is not reported.</param>
    public sealed record MessageSkipped(Role Sender, long Offset, string Reason) : Observed;

    /// <summary>The bytes of this direction can no longer be divided into frames. No events of this direction follow.</summary>
    /// <param name="Sender">The endpoint whose bytes are not read.</param>
    /// <param name="Offset">The offset of the first byte that is not read.</param>
    /// <param name="Reason">The reason why the bytes are not readable.</param>
    public sealed record Unreadable(Role Sender, long Offset, string Reason) : Observed;

    /// <summary>The sender ended its direction of the transport.</summary>
    /// <param name="Sender">The endpoint that ended its direction.</param>
    /// <param name="Offset">The number of bytes in the direction.</param>
    public sealed record DirectionEnded(Role Sender, long Offset) : Observed;
}

/// <summary>The content of a frame header (RFC 6455 §5.2), which can break rules.</summary>
/// <param name="Opcode">The opcode, from 0 to 15. Reserved opcodes are not named in <see cref="Pure.WebSockets.Opcode"/>.</param>
/// <param name="Final">Whether the FIN bit is set.</param>
/// <param name="ReservedBits">The three reserved bits. RSV1 has the value 4, RSV2 the value 2, and RSV3 the value 1.</param>
/// <param name="Masked">Whether the frame has a masking key.</param>
/// <param name="HeaderBytes">The length of the header in bytes, including the masking key.</param>
/// <param name="PayloadBytes">The length of the payload in bytes.</param>
public readonly record struct ObservedHeader(Opcode Opcode, bool Final, int ReservedBits, bool Masked, int HeaderBytes, long PayloadBytes)
{
    /// <summary>The value of RSV1 in <see cref="ReservedBits"/>.</summary>
    internal const int Rsv1 = 4;
}
