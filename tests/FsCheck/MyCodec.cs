namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>A codec of frames on the core: its encoder, and its reader of whole frames.</summary>
internal sealed class MyCodec(Role role)
{
    private readonly List<byte> pending = [];
    private Connection connection = Connection.CreateOpen(role, Agreement.Plain, ConnectionOptions.Default);

    public static byte[] Encode(WireFrame frame) => FrameOf(frame) is var encoded && frame.Key is { } key
        ? FrameEncoder.Encode(encoded, key)
        : FrameEncoder.Encode(encoded);

    /// <summary>Returns the frames that the piece completes. The core decides whether they are valid.</summary>
    public IEnumerable<WireFrame> Decode(byte[] piece)
    {
        var transition = Protocol.Run(connection, new Input.Received(piece), _ => []);
        connection = transition.Next;
        if (transition.Effects.OfType<Effect.Failed>().FirstOrDefault() is { } failed) throw new FormatException($"{failed.Error}");
        pending.AddRange(piece);
        var frames = new List<WireFrame>();
        while (Next() is { } frame) frames.Add(frame);
        return frames;
    }

    private static Frame FrameOf(WireFrame frame) => new((Opcode)frame.Opcode, frame.Final, Rsv1: false, frame.Payload);

    /// <summary>Takes a whole frame, which is valid.</summary>
    private WireFrame? Next()
    {
        if (pending.Count < 2) return null;
        var (mark, isMasked) = (pending[1] & 127, pending[1] >= 128);
        var extended = mark switch { 126 => 2, 127 => 8, _ => 0 };
        var start = 2 + extended + (isMasked ? 4 : 0);
        if (pending.Count < start) return null;
        var length = extended == 0 ? mark : pending.Skip(2).Take(extended).Aggregate(0, (sum, octet) => (sum << 8) | octet);
        if (pending.Count < start + length) return null;
        var payload = pending.Skip(start).Take(length).ToArray();
        for (var at = 0; isMasked && at < length; at++) payload[at] ^= pending[start - 4 + (at & 3)];
        var frame = new WireFrame(pending[0] >= 128, 0, pending[0] & 15, payload);
        pending.RemoveRange(0, start + length);
        return frame;
    }
}
