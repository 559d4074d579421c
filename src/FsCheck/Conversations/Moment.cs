namespace Pure.WebSockets.FsCheck;

/// <summary>
/// An event of a <see cref="Conversation"/>. The event is a frame from the peer, other bytes from the peer, or an input of this side.
/// </summary>
public abstract record Moment
{
    private Moment()
    {
    }

    /// <summary>The bytes that the peer sends, or null for an input of this side.</summary>
    public abstract byte[]? FromPeer { get; }

    /// <summary>Smaller variants of the event, for shrinking.</summary>
    internal virtual IEnumerable<Moment> Smaller => [];

    /// <summary>The peer sends a frame.</summary>
    /// <param name="Frame">The frame.</param>
    public sealed record PeerFrame(WireFrame Frame) : Moment
    {
        /// <inheritdoc/>
        public override byte[]? FromPeer => Frame.ToBytes();

        internal override IEnumerable<Moment> Smaller =>
            Frame.Smaller.Select(frame => new PeerFrame(frame));

        /// <inheritdoc/>
        public override string ToString() => $"peer: {Frame}";
    }

    /// <summary>The peer sends any bytes, such as a head or a part of a frame.</summary>
    /// <param name="Bytes">The bytes.</param>
    public sealed record PeerBytes(ByteString Bytes) : Moment
    {
        /// <inheritdoc/>
        public override byte[]? FromPeer => Bytes.ToArray();

        internal override IEnumerable<Moment> Smaller => Shrinking.Halves(Bytes).Select(bytes => new PeerBytes(bytes));

        /// <inheritdoc/>
        public override string ToString() =>
            Bytes.Memory.Span.IndexOf("\r\n"u8) > 0
                ? $"peer: {Bytes.ToText().Replace("\r\n", "⏎", StringComparison.Ordinal)}"
                : $"peer bytes: {Bytes}";
    }

    /// <summary>An input from the application of this side, from a timer or from the transport.</summary>
    /// <param name="Input">The input.</param>
    public sealed record Ours(Input Input) : Moment
    {
        /// <inheritdoc/>
        public override byte[]? FromPeer => null;

        /// <inheritdoc/>
        public override string ToString() => $"ours: {Input}";
    }
}
