namespace Pure.WebSockets;

/// <summary>
/// An output, to be written to the transport in order. <see cref="FrameEncoder"/> converts frames to bytes. A client needs a new mask key
/// for each frame.
/// </summary>
public abstract record Output
{
    private Output() { }

    /// <summary>A head of the opening handshake, with its body if it has one, as it is on the wire.</summary>
    /// <param name="Bytes">The bytes.</param>
    public sealed record Head(ByteString Bytes) : Output;

    /// <summary>A frame.</summary>
    /// <param name="Value">The frame.</param>
    public sealed record Framed(Frame Value) : Output;
}
