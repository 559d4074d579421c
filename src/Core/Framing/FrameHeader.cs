using System.Buffers.Binary;

namespace Pure.WebSockets;

/// <summary>A frame header that obeys the rules of RFC 6455 §5.2.</summary>
internal readonly record struct FrameHeader(Opcode Opcode, bool Final, bool Rsv1, long Length, MaskKey Key, int Size)
{
    public bool IsControl => Opcode >= Opcode.Close;
}

/// <summary>The properties of the connection that determine which frame headers are valid.</summary>
/// <param name="Masked">True if the peer is a client, which must mask its frames (§5.1).</param>
/// <param name="Rsv1">Whether an agreed extension defines the RSV1 bit on the first frame of a message.</param>
/// <param name="MessageInProgress">Whether the next data frame must be a continuation frame (§5.4).</param>
internal readonly record struct FrameRules(bool Masked, bool Rsv1, bool MessageInProgress);

/// <summary>
/// Reads frame headers. The rules are checked byte by byte in wire order, so the reported error does not depend on how the input is split.
/// </summary>
internal static class FrameReader
{
    /// <summary>
    /// Reads the header at the start of the input. Returns the number of bytes that the input must contain before the header can be read
    /// further. Returns zero if the header is complete or breaks a rule. If the header breaks a rule, <paramref name="error"/> is not null.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> input, FrameRules rules, out FrameHeader header, out ProtocolError? error)
    {
        header = default;
        error = null;
        if (input.Length == 0) return 2;

        int first = input[0];
        error = FirstOctetError(first, rules);
        if (error is not null) return 0;
        if (input.Length == 1) return 2;

        int second = input[1];
        var opcode = (Opcode)(first & 0x0F);
        error = SecondOctetError(second, opcode, rules);
        if (error is not null) return 0;

        var size = (second & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 } + (rules.Masked ? 4 : 0);
        ulong length = (uint)second & 0x7F;
        if (length >= 126)
        {
            if (length == 127 && input.Length > 2 && input[2] >= 0x80)
            {
                error = FrameErrors.LengthTopBit;
                return 0;
            }

            var octets = length == 126 ? 2 : 8;
            if (input.Length < 2 + octets) return size;
            length = octets == 2 ? BinaryPrimitives.ReadUInt16BigEndian(input[2..]) : BinaryPrimitives.ReadUInt64BigEndian(input[2..]);
            if (length <= (octets == 2 ? 125u : ushort.MaxValue))
            {
                error = FrameErrors.LengthNotMinimal(octets, length);
                return 0;
            }
        }

        // The header is returned as soon as the payload length is known, even if the masking key has not arrived yet. The caller can then
        // check the length against the limits before the rest of the frame arrives.
        var whole = input.Length >= size;
        var key = whole && rules.Masked ? new MaskKey(BinaryPrimitives.ReadUInt32LittleEndian(input[(size - 4)..])) : default;
        header = new FrameHeader(opcode, first >= 0x80, (first & 0x40) != 0, (long)length, key, size);
        return whole ? 0 : size;
    }

    private static ProtocolError? FirstOctetError(int octet, FrameRules rules)
    {
        var opcode = (Opcode)(octet & 0x0F);
        var reserved = octet & 0x70;
        if (reserved != 0 && !(reserved == 0x40 && rules.Rsv1 && opcode is Opcode.Text or Opcode.Binary))
            return reserved == 0x40 && rules.Rsv1 ? FrameErrors.MisplacedRsv1 : FrameErrors.ReservedBits(reserved >> 4);

        switch (opcode)
        {
            case Opcode.Continuation:
                return rules.MessageInProgress ? null : FrameErrors.NothingToContinue;
            case Opcode.Text or Opcode.Binary:
                return rules.MessageInProgress ? FrameErrors.MessageInProgress(opcode) : null;
            case Opcode.Close or Opcode.Ping or Opcode.Pong:
                return octet >= 0x80 ? null : FrameErrors.FragmentedControl(opcode);
            default:
                return FrameErrors.ReservedOpcode(octet & 0x0F);
        }
    }

    private static ProtocolError? SecondOctetError(int octet, Opcode opcode, FrameRules rules)
    {
        if (octet >= 0x80 != rules.Masked) return rules.Masked ? FrameErrors.NotMasked : FrameErrors.Masked;
        if (opcode < Opcode.Close) return null;
        var length = octet & 0x7F;
        if (length > 125) return FrameErrors.LongControl(opcode);
        return opcode == Opcode.Close && length == 1 ? FrameErrors.CloseOfOneByte : null;
    }
}
