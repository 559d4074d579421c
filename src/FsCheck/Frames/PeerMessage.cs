namespace Pure.WebSockets.FsCheck;

/// <summary>A valid message of a peer, which consists of one frame, or of fragments with or without control frames between them.</summary>
/// <param name="Receiver">The role of the endpoint that receives the message.</param>
/// <param name="Kind">The kind of the message, which is text or binary.</param>
/// <param name="Data">The data of the message.</param>
/// <param name="Frames">The frames, in order. Control frames can also precede or follow the message.</param>
public sealed record PeerMessage(Role Receiver, MessageKind Kind, ByteString Data, IReadOnlyList<WireFrame> Frames)
{
    /// <summary>The frames, in order. Control frames can also precede or follow the message.</summary>
    public IReadOnlyList<WireFrame> Frames { get; init => field = ItemList.Of(value); } = ItemList.Of(Frames);

    /// <summary>Returns the bytes of all frames.</summary>
    public byte[] ToBytes() => [.. Frames.SelectMany(frame => frame.ToBytes())];

    /// <summary>Returns the frames as text, one per line.</summary>
    public override string ToString() => $"to a {Receiver}, {Kind}:{string.Concat(Frames.Select(frame => $"\n  {frame}"))}";
}
