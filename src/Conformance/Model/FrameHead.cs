using System.Buffers.Binary;

namespace Pure.WebSockets.Conformance;

/// <summary>The fields of a frame header (RFC 6455 §5.2), as parsed by the model. The values of the fields can be invalid.</summary>
/// <param name="Opcode">The opcode, from 0 to 15.</param>
/// <param name="Final">Whether the FIN bit is set.</param>
/// <param name="Reserved">The reserved bits as a number, in which RSV1 is 4, RSV2 is 2, and RSV3 is 1.</param>
/// <param name="IsMasked">Whether the MASK bit is set.</param>
/// <param name="Key">The masking key, or zero if the frame is not masked.</param>
/// <param name="LengthOctets">The size of the extended payload length in bytes: 0, 2 or 8.</param>
/// <param name="Length">The payload length, in bytes, that the header declares.</param>
/// <param name="Size">The size of the header in bytes.</param>
internal readonly record struct FrameHead(
    int Opcode,
    bool Final,
    int Reserved,
    bool IsMasked,
    uint Key,
    int LengthOctets,
    ulong Length,
    int Size
)
{
    private const int MaskOctets = 4;

    /// <summary>Whether the frame is a control frame.</summary>
    public bool IsControl => Opcode >= 8;

    /// <summary>Whether the encoding of the payload length is longer than necessary.</summary>
    public bool IsLong => (LengthOctets == 2 && Length < 126) || (LengthOctets == 8 && Length <= ushort.MaxValue);

    /// <summary>Parses the header at the start of the given bytes. Returns false if the header is incomplete.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out FrameHead head)
    {
        head = default;
        if (octets.Length < 2) return false;
        var mark = octets[1] & 0x7F;
        var form = mark switch { 126 => 2, 127 => 8, _ => 0 };
        var masked = octets[1] >= 0x80;
        var size = 2 + form + (masked ? MaskOctets : 0);
        if (octets.Length < size) return false;
        var length = form switch
        {
            0 => (ulong)mark,
            2 => BinaryPrimitives.ReadUInt16BigEndian(octets[2..]),
            _ => BinaryPrimitives.ReadUInt64BigEndian(octets[2..]),
        };
        head = new FrameHead(
            octets[0] & 0x0F,
            octets[0] >= 0x80,
            (octets[0] >> 4) & 7,
            masked,
            masked ? BinaryPrimitives.ReadUInt32LittleEndian(octets[(size - MaskOctets)..]) : 0,
            form,
            length,
            size
        );
        return true;
    }

    /// <summary>
    /// Parses the received part of an incomplete header. An endpoint may check this part before the remaining bytes of the header arrive.
    /// The length in the result is the smallest valid length that begins with the received bytes. If no valid length begins with these
    /// bytes, the length in the result is invalid.
    /// </summary>
    /// <param name="octets">The received bytes. There must be at least one byte.</param>
    /// <param name="isMaskedByRule">The value to use for the MASK bit if that bit has not been received.</param>
    public static FrameHead Begun(ReadOnlySpan<byte> octets, bool isMaskedByRule)
    {
        var hasMark = octets.Length > 1;
        var mark = hasMark ? octets[1] & 0x7F : 0;
        var form = mark switch { 126 => 2, 127 => 8, _ => 0 };
        ulong length = (ulong)mark;
        if (form > 0)
        {
            // The missing bytes of the length can have any value. The length is invalid if even its largest possible value fits into a
            // shorter encoding.
            ulong least = 0;
            ulong most = 0;
            for (var at = 0; at < form; at++)
            {
                var isKnown = 2 + at < octets.Length;
                least = (least << 8) | (isKnown ? octets[2 + at] : (byte)0);
                most = (most << 8) | (isKnown ? octets[2 + at] : byte.MaxValue);
            }

            var shortest = form == 2 ? 126UL : 1UL << 16;
            length = most < shortest ? most : Math.Max(least, shortest);
        }

        return new FrameHead(
            octets[0] & 0x0F,
            octets[0] >= 0x80,
            (octets[0] >> 4) & 7,
            hasMark ? octets[1] >= 0x80 : isMaskedByRule,
            0,
            form,
            length,
            octets.Length
        );
    }
}
