using System.Buffers.Binary;
using System.Text;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// A frame of a peer. Each field of RFC 6455 §5.2 can have any value, so the frame can be invalid. This type has its own encoder, because
/// the encoder of Pure.WebSockets cannot write invalid frames.
/// </summary>
/// <param name="Final">Whether the FIN bit is set.</param>
/// <param name="Reserved">The reserved bits as a number. RSV1 has the value 4, RSV2 has the value 2, and RSV3 has the value 1.</param>
/// <param name="Opcode">The opcode, a number from 0 to 15.</param>
/// <param name="Payload">The payload before masking.</param>
public sealed record WireFrame(bool Final, int Reserved, int Opcode, ByteString Payload)
{
    /// <summary>The masking key, or null if the frame is not masked.</summary>
    public MaskKey? Key { get; init; }

    /// <summary>The form of the payload length.</summary>
    public LengthForm Form { get; init; }

    /// <summary>The payload length to write to the header, or null to write the real length.</summary>
    public long? Announced { get; init; }

    /// <summary>Returns the bytes of the frame as they are sent.</summary>
    public byte[] ToBytes()
    {
        var bytes = new List<byte>(Payload.Length + 14) { (byte)((Final ? 0x80 : 0) | (Reserved << 4) | Opcode) };
        var length = (ulong)(Announced ?? Payload.Length);
        var mask = Key is null ? 0 : 0x80;
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
        if (Key is { } key)
        {
            for (var at = 0; at < 4; at++) bytes.Add((byte)(key.Bits >> (8 * at)));
            for (var at = 0; at < payload.Length; at++) payload[at] ^= (byte)(key.Bits >> (8 * (at & 3)));
        }

        bytes.AddRange(payload);
        return bytes.ToArray();
    }

    /// <summary>Smaller frames, for shrinking. The smaller frames have the same header fields, but only a part of the payload.</summary>
    internal IEnumerable<WireFrame> Smaller => Shrinking.Halves(Payload).Select(payload => this with { Payload = payload });

    /// <summary>Returns the fields of the frame as one line of text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Enum.IsDefined((Opcode)Opcode) ? $"{(Opcode)Opcode}" : $"opcode {Opcode}");
        if (!Final) text.Append(" fin0");
        if (Reserved != 0) text.Append(" rsv").Append(Convert.ToString(Reserved, 2).PadLeft(3, '0'));
        if (Form != LengthForm.Minimal) text.Append(" length:").Append(Form);
        if (Announced is { } length) text.Append(" announces ").Append(length);
        text.Append(Key is { } key ? $" key {key}" : " unmasked");
        return text.Append(' ').Append(Payload).ToString();
    }

    private static LengthForm Shortest(ulong length) => length switch
    {
        < 126 => LengthForm.Minimal,
        <= ushort.MaxValue => LengthForm.SixteenBits,
        _ => LengthForm.SixtyFourBits,
    };
}
