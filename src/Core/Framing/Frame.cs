namespace Pure.WebSockets;

/// <summary>
/// A frame to write (RFC 6455 §5.2). The frame has no masking key. On a client, the program that drives the connection generates a new key
/// for each frame and passes the key to <see cref="FrameEncoder"/>.
/// </summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="Final">Whether the frame is the last frame of its message.</param>
/// <param name="Rsv1">Whether the RSV1 bit is set. An agreed extension defines the meaning of RSV1.</param>
/// <param name="Payload">The unmasked payload. The frame refers to the given memory and does not copy the bytes.</param>
public readonly record struct Frame(Opcode Opcode, bool Final, bool Rsv1, ByteString Payload)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Opcode}{(Final ? "" : " fin0")}{(Rsv1 ? " rsv1" : "")} {Payload}";
}
