namespace Pure.WebSockets.Properties;

/// <summary>One event of a conversation: a frame from the peer, other bytes from the peer, or an input of this side.</summary>
public abstract record Moment
{
    private Moment()
    {
    }

    /// <summary>The peer's bytes; empty for an input of this side.</summary>
    public abstract Option<byte[]> FromPeer { get; }

    /// <summary>Smaller events, for shrinking.</summary>
    public virtual IEnumerable<Moment> Smaller => [];

    public sealed record PeerFrame(WireFrame Frame) : Moment
    {
        public override Option<byte[]> FromPeer => Frame.ToBytes();

        public override IEnumerable<Moment> Smaller =>
            Shrinking.Halves(Frame.Payload).Select(payload => new PeerFrame(Frame with { Payload = payload }));

        public override string ToString() => $"peer: {Frame}";
    }

    public sealed record PeerBytes(ByteString Bytes) : Moment
    {
        public override Option<byte[]> FromPeer => Bytes.ToArray();

        public override IEnumerable<Moment> Smaller => Shrinking.Halves(Bytes).Select(bytes => new PeerBytes(bytes));

        public override string ToString() =>
            Bytes.Memory.Span.IndexOf("\r\n"u8) > 0
                ? $"peer: {Bytes.ToText().Replace("\r\n", "⏎", StringComparison.Ordinal)}"
                : $"peer bytes: {Bytes}";
    }

    public sealed record Ours(Input Input) : Moment
    {
        public override Option<byte[]> FromPeer => Option<byte[]>.None;

        public override string ToString() => $"ours: {Input}";
    }
}
