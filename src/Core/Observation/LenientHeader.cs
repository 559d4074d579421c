using System.Buffers.Binary;

namespace Pure.WebSockets;

/// <summary>
/// Reads frame headers without checking any rule except that the length must be a positive 63-bit number. With such a header, the frame's
/// end is known even if the frame breaks a rule.
/// </summary>
internal static class LenientHeader
{
    /// <summary>The maximum length of a header in bytes.</summary>
    public const int MaxBytes = 14;

    /// <summary>
    /// Reads the header at the start of the input. Returns false if the header is incomplete. If the most significant bit of the length is
    /// set, <see cref="ObservedHeader.PayloadBytes"/> is negative.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> input, out ObservedHeader header, out MaskKey key)
    {
        header = default;
        key = default;
        if (input.Length < 2) return false;
        var masked = input[1] >= 0x80;
        var length = input[1] & 0x7F;
        var size = length switch { 126 => 4, 127 => 10, _ => 2 } + (masked ? 4 : 0);
        if (input.Length < size) return false;
        header = new ObservedHeader(
            (Opcode)(input[0] & 0x0F),
            input[0] >= 0x80,
            (input[0] >> 4) & 7,
            masked,
            size,
            length switch
            {
                126 => BinaryPrimitives.ReadUInt16BigEndian(input[2..]),
                127 => BinaryPrimitives.ReadInt64BigEndian(input[2..]),
                _ => length,
            }
        );
        if (masked) key = new MaskKey(BinaryPrimitives.ReadUInt32LittleEndian(input[(size - 4)..]));
        return true;
    }
}
