namespace Pure.WebSockets;

/// <summary>
/// What to write to the transport, in order. <see cref="FrameEncoder"/> makes bytes of frames; a client draws a mask key for each.
/// </summary>
public abstract record Output
{
    private Output()
    {
    }

    // No case but those below: a foreign type cannot override what it cannot see.
    private protected abstract Unit Sealed { get; }

    /// <summary>A head of the opening handshake, with its body if it has one: bytes as they stand on the wire.</summary>
    /// <param name="Bytes">The bytes.</param>
    public sealed record Head(Octets Bytes) : Output
    {
        private protected override Unit Sealed => default;
    }

    /// <summary>A frame.</summary>
    /// <param name="Value">The frame.</param>
    public sealed record Framed(Frame Value) : Output
    {
        private protected override Unit Sealed => default;
    }
}
