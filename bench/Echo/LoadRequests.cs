namespace Pure.WebSockets.Bench;

/// <summary>What all connections of a load send: made once, shared by all of them.</summary>
internal sealed class LoadRequests
{
    private static readonly MaskKey Key = MaskKey.FromBytes(0x37, 0xFA, 0x21, 0x3D);

    private readonly byte[] frames;

    public LoadRequests(Load load)
    {
        Messages = load.Messages();
        var encoded = Messages
            .Select(message => FrameEncoder.Encode(new Frame((Opcode)load.Kind, Final: true, Rsv1: false, message), Key))
            .ToArray();
        FrameBytes = encoded[0].Length;

        // So many that any run of messages lies in one piece.
        frames = new byte[(Messages.Length + load.Depth - 1) * FrameBytes];
        for (var at = 0; at < frames.Length; at += FrameBytes) encoded[at / FrameBytes % encoded.Length].CopyTo(frames, at);
    }

    /// <summary>The length of each frame.</summary>
    public int FrameBytes { get; }

    /// <summary>The messages, in turn.</summary>
    public byte[][] Messages { get; }

    /// <summary>The frames of so many messages, from that one on.</summary>
    public ReadOnlyMemory<byte> Of(long first, int count) =>
        frames.AsMemory((int)(first % Messages.Length) * FrameBytes, count * FrameBytes);

    /// <summary>The message whose number that is.</summary>
    public ReadOnlySpan<byte> Message(long number) => Messages[number % Messages.Length];
}
