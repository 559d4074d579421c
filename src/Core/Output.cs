namespace Pure.WebSockets;

/// <summary>
/// An output of a step. The outputs must be written to the transport in order. <see cref="FrameEncoder"/> converts frames to bytes. A
/// client needs a new masking key for each frame.
/// </summary>
public abstract record Output
{
    private Output() { }

    /// <summary>
    /// The head of a request or response of the opening handshake, in wire format. If a response has a body, the body is included.
    /// </summary>
    /// <param name="Bytes">The bytes to write.</param>
    public sealed record Head(ByteString Bytes) : Output;

    /// <summary>A frame to write to the transport.</summary>
    /// <param name="Value">The frame.</param>
    public sealed record Framed(Frame Value) : Output;
}
