using FsCheck;
using FsCheck.Fluent;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>Generates frames that break exactly one rule, with an invalid header field or an invalid payload.</summary>
internal static class BrokenFrames
{
    private const int LongestControl = 125;

    /// <summary>Returns a generator of invalid frames.</summary>
    /// <param name="to">The role of the endpoint that receives the frame.</param>
    /// <param name="within">Whether the frame arrives while a text message is incomplete.</param>
    public static Gen<BrokenFrame> To(Role to, bool within = false) =>
        Any(to, within).Select(broken => broken with { Receiver = to, IsWithinMessage = within });

    /// <summary>
    /// Returns smaller frames. Each smaller frame breaks exactly one rule, from the same section as the rule that the given frame breaks.
    /// The model of Pure.WebSockets.Conformance determines the rules that a smaller frame breaks.
    /// </summary>
    public static IEnumerable<BrokenFrame> Shrink(BrokenFrame broken) =>
        broken
            .Frame.Smaller.Select(frame => broken with { Frame = frame })
            .Where(smaller => RulesOf(smaller.Frame, smaller.Receiver, smaller.IsWithinMessage) is [var rule] && rule == broken.Rule);

    /// <summary>Returns the section of each rule that a frame breaks.</summary>
    internal static string[] RulesOf(WireFrame frame, Role to, bool within)
    {
        if (!FrameHead.TryRead(frame.ToBytes(), out var head)) return [];
        var payload = frame.Payload.Memory.Span;
        FrameRule?[] inPayload = (Opcode)frame.Opcode switch
        {
            Opcode.Close when payload.Length == 1 => [FrameRule.HalfACode],
            Opcode.Close when payload.Length > 1 =>
            [
                FrameRule.MayClose((payload[0] << 8) | payload[1]) ? null : FrameRule.CloseCode,
                TextReading.IsText(payload[2..]) ? null : FrameRule.Reason,
            ],
            Opcode.Text => [TextReading.IsText(payload) ? null : FrameRule.Text],
            // All earlier fragments are valid text.
            Opcode.Continuation when within => [TextReading.IsText(payload) ? null : FrameRule.Text],
            _ => [],
        };
        var inHead = FrameRule.AllBrokenBy(head, to == Role.Server ? Role.Client : Role.Server, isCompressing: false, within);
        return [.. inHead.Concat(inPayload.OfType<FrameRule>()).Select(rule => rule.Section)];
    }

    private static Gen<BrokenFrame> Any(Role to, bool within)
    {
        var right = within ? Opcode.Continuation : Opcode.Binary;
        var misplaced = within ? Gen.Elements(Opcode.Text, Opcode.Binary) : Gen.Constant(Opcode.Continuation);
        var controls = Gen.Elements(Opcode.Close, Opcode.Ping, Opcode.Pong);
        return Gen.OneOf(
            Changed(
                to,
                right,
                "§5.2",
                Gen.Choose(1, 7).Select<int, Func<WireFrame, WireFrame>>(bits => frame => frame with { Reserved = bits })
            ),
            Changed(
                to,
                right,
                "§5.2",
                Gen.Elements(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                    .Select<int, Func<WireFrame, WireFrame>>(opcode =>
                        // The opcodes 11 to 15 are control opcodes. The payload is shortened, because a long control frame would break
                        // another rule.
                        frame => frame with { Opcode = opcode, Payload = opcode > 10 ? Shortened(frame.Payload) : frame.Payload }
                    )
            ),
            Changed(
                to,
                right,
                "§5.1",
                Bytes.Key.Select<MaskKey, Func<WireFrame, WireFrame>>(key =>
                    frame => frame with { Key = to == Role.Server ? null : key }
                )
            ),
            Changed(
                to,
                right,
                "§5.4",
                misplaced.Select<Opcode, Func<WireFrame, WireFrame>>(opcode => frame => frame with { Opcode = (int)opcode })
            ),
            Changed(
                to,
                right,
                "§5.2",
                Gen.Choose(0, 1)
                    .Select<int, Func<WireFrame, WireFrame>>(wide =>
                        frame =>
                            frame with
                            {
                                Form = wide == 0 || frame.Payload.Length > 125 ? LengthForm.SixtyFourBits : LengthForm.SixteenBits,
                            }
                    )
            ),
            Changed(to, right, "§5.2", Gen.Constant<Func<WireFrame, WireFrame>>(frame => frame with { Form = LengthForm.TopBit })),
            controls.SelectMany(opcode =>
                Of(to, opcode, final: false, opcode == Opcode.Close ? Frames.ClosePayloads : Bytes.Control, 1002, "§5.5")
            ),
            controls.SelectMany(opcode =>
                Of(to, opcode, final: true, opcode == Opcode.Close ? LongClose : Bytes.BinaryOf(LongestControl + 1), 1002, "§5.5")
            ),
            Of(to, Opcode.Close, final: true, Bytes.BinaryOf(1), 1002, "§5.5.1"),
            Of(to, Opcode.Close, final: true, BadCode.Select(code => Frames.ClosePayload(code, "")), 1002, "§7.4"),
            Of(
                to,
                Opcode.Close,
                final: true,
                Bytes.BrokenText.Select(reason => (ByteString)(byte[])[0x03, 0xE8, .. reason.ToArray()]),
                1007,
                "§8.1"
            ),
            Of(to, within ? Opcode.Continuation : Opcode.Text, final: true, Bytes.BrokenText, 1007, "§8.1")
        );
    }

    private static Gen<ByteString> LongClose => Gen.Constant(Frames.ClosePayload(1000, new string('r', LongestControl - 1)));

    private static Gen<int> BadCode =>
        Gen.OneOf(
            Gen.Elements(0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535),
            Gen.Choose(0, 999),
            Gen.Choose(5000, 65535)
        );

    // The payloads have at most 303 bytes, so a 64-bit length is never the shortest form. The payload of a continuation frame is text,
    // because the frame continues a text message.
    private static Gen<BrokenFrame> Changed(Role to, Opcode opcode, string section, Gen<Func<WireFrame, WireFrame>> changes) =>
        from payload in Gen.Choose(0, 300).SelectMany(length =>
            opcode == Opcode.Continuation ? Bytes.TextOf(length) : Bytes.BinaryOf(length)
        )
        from frame in Frames.Frame(to, final: true, opcode, payload)
        from change in changes
        select new BrokenFrame(change(frame), 1002, "RFC 6455 " + section);

    private static ByteString Shortened(ByteString payload) =>
        payload.Length > LongestControl ? payload.Memory[..LongestControl] : payload;

    private static Gen<BrokenFrame> Of(Role to, Opcode opcode, bool final, Gen<ByteString> payloads, int code, string section) =>
        from payload in payloads
        from frame in Frames.Frame(to, final, opcode, payload)
        select new BrokenFrame(frame, code, "RFC 6455 " + section);
}
