namespace Pure.WebSockets.Bench;

/// <summary>The messages of a load, created once and shared by all connections.</summary>
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

        // Repeated so that any sequence of messages is contiguous.
        frames = new byte[(Messages.Length + load.Depth - 1) * FrameBytes];
        for (var at = 0; at < frames.Length; at += FrameBytes) encoded[at / FrameBytes % encoded.Length].CopyTo(frames, at);
    }

    /// <summary>The length of each frame.</summary>
    public int FrameBytes { get; }

    /// <summary>The messages, in turn.</summary>
    public byte[][] Messages { get; }

    /// <summary>The frames of this many messages, starting at the given one.</summary>
    public ReadOnlyMemory<byte> Of(long first, int count) =>
        frames.AsMemory((int)(first % Messages.Length) * FrameBytes, count * FrameBytes);

    /// <summary>The message with this number.</summary>
    public ReadOnlySpan<byte> Message(long number) => Messages[number % Messages.Length];
}
