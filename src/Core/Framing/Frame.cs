namespace Pure.WebSockets;

/// <summary>A frame to write (RFC 6455 §5.2). It has no mask key: the host draws one when it encodes the frame.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="Final">Whether the frame ends its message.</param>
/// <param name="Rsv1">The bit that an agreed extension defines.</param>
/// <param name="Payload">The payload, not masked, by reference.</param>
public readonly record struct Frame(Opcode Opcode, bool Final, bool Rsv1, ByteString Payload)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Opcode}{(Final ? "" : " fin0")}{(Rsv1 ? " rsv1" : "")} {Payload}";
}
