using FsCheck;
using FsCheck.Fluent;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates valid frames and messages of a peer. A message consists of one frame, or of fragments with control frames between them.
/// </summary>
internal static class Frames
{
    /// <summary>
    /// Returns a generator of a frame with the given fields. The frame is masked if a server receives it (RFC 6455 §5.1).
    /// </summary>
    public static Gen<WireFrame> Frame(Role to, bool final, Opcode opcode, ByteString payload) =>
        from key in Bytes.Key
        select new WireFrame(final, 0, (int)opcode, payload) { Key = to == Role.Server ? key : null };

    public static Gen<WireFrame> Control(Role to) =>
        from opcode in Gen.Elements(Opcode.Ping, Opcode.Pong)
        from payload in Bytes.Control
        from frame in Frame(to, final: true, opcode, payload)
        select frame;

    public static Gen<WireFrame> Close(Role to) =>
        from payload in ClosePayloads
        from frame in Frame(to, final: true, Opcode.Close, payload)
        select frame;

    /// <summary>The valid payloads of close frames.</summary>
    public static Gen<ByteString> ClosePayloads =>
        from code in Gen.Elements(1000, 1001, 1002, 1003, 1007, 1008, 1011, 1014, 3000, 3999, 4000, 4999)
        from reason in Gen.Elements("", "bye", "Grüße", new string('r', 123))
        from empty in Gen.Elements(false, false, true)
        select empty ? ByteString.Empty : ClosePayload(code, reason);

    public static ByteString ClosePayload(int code, string reason) =>
        (byte[])[(byte)(code >> 8), (byte)code, .. ByteString.FromText(reason).ToArray()];

    /// <summary>
    /// Returns a generator of the frames of a message, which consists of one frame or of fragments. Text can be divided within code points,
    /// and fragments can be empty. Control frames can occur before, between and after the fragments.
    /// </summary>
    public static Gen<WireFrame[]> Message(Role to, Opcode kind, Gen<ByteString> payloads) =>
        from payload in payloads
        from cuts in Gen.Frequency(
            (3, Gen.Constant(new List<int>())),
            (2, Gen.Choose(0, payload.Length).ListOf(1)),
            (2, Gen.Choose(1, 5).SelectMany(count => Gen.Choose(0, payload.Length).ListOf(count)))
        )
        from controls in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
        from frames in Fragments(to, kind, payload, [.. cuts.Order()], controls)
        select frames;

    /// <summary>
    /// Returns a generator of valid frames of any opcode. A continuation frame is valid only after the first fragment of a message.
    /// </summary>
    public static Gen<WireFrame> Any(Role to) =>
        Gen.Frequency(
            (
                6,
                from opcode in Gen.Elements(Opcode.Text, Opcode.Binary, Opcode.Continuation)
                from payload in opcode == Opcode.Text ? Bytes.Text : Bytes.Binary
                from final in Gen.Elements(true, true, false)
                from frame in Frame(to, final, opcode, payload)
                select frame
            ),
            (3, Control(to)),
            (1, Close(to))
        );

    /// <summary>Returns a generator of valid messages of either type.</summary>
    public static Gen<PeerMessage> Message(Role to) =>
        from kind in Gen.Elements(MessageKind.Text, MessageKind.Binary)
        from data in kind == MessageKind.Text ? Bytes.Text : Bytes.Binary
        from frames in Message(to, kind == MessageKind.Text ? Opcode.Text : Opcode.Binary, Gen.Constant(data))
        select new PeerMessage(to, kind, data, frames);

    /// <summary>
    /// Returns smaller frames. A smaller close frame has only a code or an empty payload. If the payload of a text frame is valid UTF-8,
    /// the smaller payloads are also valid UTF-8.
    /// </summary>
    public static IEnumerable<WireFrame> Shrink(WireFrame frame) =>
        frame.Opcode != (int)Opcode.Close ? frame.Smaller.Where(smaller => !IsText(frame) || IsText(smaller))
        : frame.Payload.Length > 2 ? [frame with { Payload = frame.Payload.Memory[..2] }, frame with { Payload = ByteString.Empty }]
        : frame.Payload.Length > 0 ? [frame with { Payload = ByteString.Empty }]
        : [];

    /// <summary>
    /// Returns smaller messages. If the message contains control frames, one smaller message contains no control frames. If the message is
    /// fragmented, one smaller message consists of a single frame. If the message already consists of a single frame, the payload is
    /// shortened. Valid text remains valid.
    /// </summary>
    public static IEnumerable<PeerMessage> Shrink(PeerMessage message)
    {
        var data = message.Frames.Where(frame => frame.Opcode < (int)Opcode.Close).ToArray();
        if (data.Length < message.Frames.Count) yield return message with { Frames = data };
        if (data.Length > 1) yield return message with { Frames = [data[0] with { Final = true, Payload = message.Data }] };
        if (message.Frames is not [var only]) yield break;
        foreach (var smaller in Shrink(only)) yield return message with { Data = smaller.Payload, Frames = [smaller] };
    }

    private static bool IsText(WireFrame frame) => frame.Opcode == (int)Opcode.Text && TextReading.IsText(frame.Payload.Memory.Span);

    private static Gen<WireFrame[]> Fragments(Role to, Opcode kind, ByteString payload, int[] cuts, int controls)
    {
        var ends = cuts.Append(payload.Length).ToArray();
        var fragments = ends.Select(
            (end, at) =>
                Frame(to, at == ends.Length - 1, at == 0 ? kind : Opcode.Continuation, payload.Memory[(at == 0 ? 0 : ends[at - 1])..end])
        );
        return from frames in Gen.CollectToList(fragments)
               from places in Gen.Choose(0, frames.Count).ListOf(controls)
               from between in Control(to).ListOf(controls)
               select Between(frames, places, between);
    }

    private static WireFrame[] Between(List<WireFrame> frames, List<int> places, List<WireFrame> controls)
    {
        var all = new List<WireFrame>(frames);
        for (var at = 0; at < places.Count; at++) all.Insert(places[at], controls[at]);
        return all.ToArray();
    }
}
