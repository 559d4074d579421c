using System.Buffers.Binary;
using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>How a length is written: in the minimal form, or in a form that RFC 6455 §5.2 forbids.</summary>
public enum LengthForm
{
    Minimal,
    SixteenBits,
    SixtyFourBits,
    TopBit,
}

/// <summary>
/// A frame of a peer. Every field of RFC 6455 §5.2 is free, so it may be invalid. It has its own encoder, which can write what the core's
/// encoder cannot.
/// </summary>
public sealed record WireFrame(bool Final, int Reserved, int Opcode, ByteString Payload)
{
    /// <summary>The masking key; none for a frame that is not masked.</summary>
    public Option<MaskKey> Key { get; init; }

    public LengthForm Form { get; init; }

    /// <summary>A length to announce instead of the payload's own.</summary>
    public Option<long> Announced { get; init; }

    public byte[] ToBytes()
    {
        var bytes = new List<byte>(Payload.Length + 14) { (byte)((Final ? 0x80 : 0) | (Reserved << 4) | Opcode) };
        var length = (ulong)Announced.IfNone(Payload.Length);
        var mask = Key.IsSome ? 0x80 : 0;
        var form = Form == LengthForm.Minimal ? Shortest(length) : Form;
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(wide, form == LengthForm.TopBit ? length | 0x8000_0000_0000_0000 : length);
        switch (form)
        {
            case LengthForm.Minimal:
                bytes.Add((byte)(mask | (int)length));
                break;
            case LengthForm.SixteenBits:
                bytes.Add((byte)(mask | 126));
                bytes.AddRange(wide[6..]);
                break;
            default:
                bytes.Add((byte)(mask | 127));
                bytes.AddRange(wide);
                break;
        }

        var payload = Payload.ToArray();
        Key.IfSome(key =>
        {
            for (var at = 0; at < 4; at++) bytes.Add((byte)(key.Bits >> (8 * at)));
            for (var at = 0; at < payload.Length; at++) payload[at] ^= (byte)(key.Bits >> (8 * (at & 3)));
        });
        bytes.AddRange(payload);
        return bytes.ToArray();
    }

    public override string ToString()
    {
        var text = new StringBuilder(Enum.IsDefined((Opcode)Opcode) ? $"{(Opcode)Opcode}" : $"opcode {Opcode}");
        if (!Final) text.Append(" fin0");
        if (Reserved != 0) text.Append(" rsv").Append(Convert.ToString(Reserved, 2).PadLeft(3, '0'));
        if (Form != LengthForm.Minimal) text.Append(" length:").Append(Form);
        Announced.IfSome(length => text.Append(" announces ").Append(length));
        _ = Key.Match(key => text.Append(" key ").Append(key), () => text.Append(" unmasked"));
        return text.Append(' ').Append(Payload).ToString();
    }

    private static LengthForm Shortest(ulong length) => length switch
    {
        < 126 => LengthForm.Minimal,
        <= ushort.MaxValue => LengthForm.SixteenBits,
        _ => LengthForm.SixtyFourBits,
    };
}
