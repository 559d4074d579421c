using FsCheck;
using FsCheck.Fluent;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// A test case for a codec. The case consists of valid frames. A frame with an invalid header can follow the valid frames.
/// </summary>
/// <param name="Receiver">The role of the endpoint that decodes the frames.</param>
/// <param name="Valid">The valid frames.</param>
/// <param name="Broken">The last frame, or null if all frames are valid.</param>
/// <param name="Cuts">The sizes of the pieces that are passed to the decoder.</param>
internal sealed record CodecCase(Role Receiver, WireFrame[] Valid, BrokenFrame? Broken, CutList Cuts)
{
    private const int ShownBytes = 24;

    public static Gen<CodecCase> Any =>
        from receiver in Gen.Elements(Role.Server, Role.Client)
        from valid in Gen.OneOf(
                Frames.Message(receiver).Select(message => message.Frames.ToArray()),
                Frames.Control(receiver).Select(frame => new[] { frame }),
                AtLimit(receiver).Select(frame => new[] { frame })
            )
            .ListOf(3)
        from count in Gen.Choose(0, 3)
        from broken in BrokenFrames.To(receiver).Where(broken => Head(broken) is not null)
        from ends in Gen.Elements(true, false)
        from cuts in Conversations.Cuts
        select new CodecCase(
            receiver,
            [.. valid.Take(count).SelectMany(frames => frames)],
            ends || count == 0 ? broken : null,
            new CutList(cuts)
        );

    public static IEnumerable<CodecCase> Shrink(CodecCase one)
    {
        if (one.Broken is not null && one.Valid.Length > 0) yield return one with { Broken = null };
        foreach (var valid in Shrinking.Lists(one.Valid, frame => frame.Smaller)) yield return one with { Valid = valid };
        if (one.Broken is not null)
            foreach (var broken in BrokenFrames.Shrink(one.Broken)) yield return one with { Broken = broken };
        foreach (var cuts in CutList.Shrink(one.Cuts)) yield return one with { Cuts = cuts };
    }

    /// <summary>Returns the first difference between the codec's behaviour and RFC 6455, or null if there is no difference.</summary>
    public ConformanceFinding? Judge(Func<WireFrame, byte[]> encode, Func<Role, Func<byte[], IEnumerable<WireFrame>>> decoder) =>
        Valid.Select(frame => Encoded(frame, encode)).FirstOrDefault(finding => finding is not null) ?? Decoded(decoder(Receiver));

    public override string ToString() =>
        $"\n  to a {Receiver}, {Cuts}{string.Concat(Valid.Select(frame => $"\n  {frame}"))}{(Broken is null ? "" : $"\n  {Broken}")}";

    // The lengths at which the form of the payload length changes (RFC 6455 §5.2).
    private static Gen<WireFrame> AtLimit(Role receiver) =>
        from length in Gen.Elements(125, 126, 127, 65_535, 65_536)
        from frame in Frames.Frame(receiver, final: true, Opcode.Binary, new byte[length])
        select frame;

    private static FrameRule? Head(BrokenFrame broken) =>
        FrameHead.TryRead(broken.Frame.ToBytes(), out var head)
            // A codec does not check the order of frames. The last argument states whether a message is in progress. Its value is chosen so
            // that the frame breaks no rule about the order.
            && FrameRule.BrokenBy(head, broken.Receiver == Role.Server ? Role.Client : Role.Server, false, head.Opcode == 0) is { } rule
            ? rule
            : null;

    private static ConformanceFinding? Encoded(WireFrame frame, Func<WireFrame, byte[]> encode)
    {
        var expected = frame.ToBytes();
        try
        {
            var encoded = encode(frame);
            return encoded.AsSpan().SequenceEqual(expected)
                ? null
                : new ConformanceFinding(
                    "RFC 6455 §5.2",
                    IsRequired: true,
                    $"the encoder wrote {Shown(encoded)} for {frame} instead of {Shown(expected)}"
                );
        }
        catch (Exception error)
        {
            return new ConformanceFinding("RFC 6455 §5.2", IsRequired: true, $"the encoder threw {Words(error)} for {frame}");
        }
    }

    private ConformanceFinding? Decoded(Func<byte[], IEnumerable<WireFrame>> decode)
    {
        byte[] valid = [.. Valid.SelectMany(frame => frame.ToBytes())];
        byte[] all = [.. valid, .. Broken?.Frame.ToBytes() ?? []];
        var frames = new List<WireFrame>();
        var given = 0;
        foreach (var piece in Cuts.Cut(all))
        {
            given += piece.Length;
            try
            {
                frames.AddRange(decode(piece.ToArray()));
            }
            catch (Exception error)
            {
                return Broken is null || given <= valid.Length
                    ? new ConformanceFinding("RFC 6455 §5.2", IsRequired: true, $"the decoder threw {Words(error)} for valid frames")
                    : Different(frames, mayBeFewer: true);
            }
        }

        if (Different(frames, mayBeFewer: false) is { } different) return different;
        return Broken is { } broken && Head(broken) is { } rule
            ? new ConformanceFinding(rule.Section, rule.Rejecting == Demand.Must, $"the decoder did not reject {rule.Seen}: {broken.Frame}")
            : null;
    }

    private ConformanceFinding? Different(List<WireFrame> frames, bool mayBeFewer)
    {
        for (var at = 0; at < Valid.Length; at++)
        {
            if (at >= frames.Count)
            {
                return mayBeFewer
                    ? null
                    : new ConformanceFinding("RFC 6455 §5.2", IsRequired: true, $"the decoder did not return {Valid[at]}");
            }

            if (!IsSame(frames[at], Valid[at]))
            {
                return new ConformanceFinding(
                    "RFC 6455 §5.2",
                    IsRequired: true,
                    $"the decoder returned {frames[at]} instead of {Valid[at]}"
                );
            }
        }

        return Broken is null && frames.Count > Valid.Length
            ? new ConformanceFinding("RFC 6455 §5.2", IsRequired: true, $"the decoder returned {frames[Valid.Length]}, which was not sent")
            : null;
    }

    private static bool IsSame(WireFrame one, WireFrame other) =>
        (one.Final, one.Reserved, one.Opcode) == (other.Final, other.Reserved, other.Opcode)
        && one.Payload.Memory.Span.SequenceEqual(other.Payload.Memory.Span);

    private static string Words(Exception error) => $"{error.GetType().Name} ({error.Message})";

    private static string Shown(byte[] octets) =>
        octets.Length <= ShownBytes
            ? Convert.ToHexStringLower(octets)
            : $"{Convert.ToHexStringLower(octets.AsSpan(0, ShownBytes))}… of {octets.Length} bytes";
}
