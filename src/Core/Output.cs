namespace Pure.WebSockets;

/// <summary>
/// What to write to the transport, in order. <see cref="FrameEncoder"/> makes bytes of frames; a client draws a mask key for each.
/// </summary>
public abstract record Output
{
    private Output() { }

    /// <summary>A head of the opening handshake, with its body if it has one: bytes as they stand on the wire.</summary>
    /// <param name="Bytes">The bytes.</param>
    public sealed record Head(Octets Bytes) : Output;

    /// <summary>A frame.</summary>
    /// <param name="Value">The frame.</param>
    public sealed record Framed(Frame Value) : Output;
}
