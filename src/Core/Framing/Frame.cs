namespace Pure.WebSockets;

/// <summary>A frame to write (RFC 6455 §5.2). The mask key is not part of it: the host draws one as it encodes.</summary>
/// <param name="Opcode">What the frame is for.</param>
/// <param name="Final">Whether it ends its message.</param>
/// <param name="Rsv1">The bit that an agreed extension has given a meaning.</param>
/// <param name="Payload">The payload, unmasked, by reference.</param>
public readonly record struct Frame(Opcode Opcode, bool Final, bool Rsv1, Octets Payload)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Opcode}{(Final ? "" : " fin0")}{(Rsv1 ? " rsv1" : "")} {Payload}";
}
