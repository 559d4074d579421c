namespace Pure.WebSockets.Properties;

/// <summary>
/// One thing that happens in a conversation: the peer sends a frame, or bytes that are none, or something else happens to us.
/// </summary>
public abstract record Moment
{
    private Moment()
    {
    }

    /// <summary>What the peer sends in it; nothing when it is an input of our own side.</summary>
    public abstract Option<byte[]> FromPeer { get; }

    /// <summary>The same with less in it, for shrinking.</summary>
    public virtual IEnumerable<Moment> Smaller => [];

    public sealed record PeerFrame(WireFrame Frame) : Moment
    {
        public override Option<byte[]> FromPeer => Frame.ToBytes();

        public override IEnumerable<Moment> Smaller =>
            Shrinking.Halves(Frame.Payload).Select(payload => new PeerFrame(Frame with { Payload = payload }));

        public override string ToString() => $"peer: {Frame}";
    }

    public sealed record PeerBytes(Octets Bytes) : Moment
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
