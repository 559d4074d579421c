using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>Frames written by the core's encoder, with their keys.</summary>
public sealed record Written(bool Masked, (Frame Frame, MaskKey Key)[] Frames)
{
    public static Gen<Written> Any =>
        from masked in Gen.Elements(true, false)
        from frames in One.ListOf()
        select new Written(masked, frames.ToArray());

    public static IEnumerable<Written> Shrink(Written written) =>
        Shrinking
            .Lists(
                written.Frames,
                one => Shrinking.Halves(one.Frame.Payload).Select(payload => (one.Frame with { Payload = payload }, one.Key))
            )
            .Select(frames => written with { Frames = frames });

    public override string ToString() =>
        (Masked ? "masked: " : "not masked: ") + string.Join(", ", Frames.Select(one => $"{one.Frame} key {one.Key}"));

    /// <summary>Any frame with a valid header. Whether a continuation may come is decided by another layer.</summary>
    private static Gen<(Frame Frame, MaskKey Key)> One =>
        from opcode in Gen.Elements(Enum.GetValues<Opcode>())
        from payload in opcode >= Opcode.Close ? Bytes.Control : Bytes.Binary
        from final in Gen.Elements(true, false)
        from rsv1 in Gen.Elements(true, false)
        from key in Bytes.Key
        select (
            new Frame(
                opcode,
                final || opcode >= Opcode.Close,
                rsv1 && opcode is Opcode.Text or Opcode.Binary,
                opcode == Opcode.Close && payload.Length == 1 ? ByteString.Empty : payload
            ),
            key
        );
}
