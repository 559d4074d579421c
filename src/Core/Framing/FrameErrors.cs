namespace Pure.WebSockets;

/// <summary>The errors that a single frame can cause (RFC 6455 §5).</summary>
internal static class FrameErrors
{
    public static ProtocolError ReservedBits(int bits) =>
        Broken("§5.2", $"reserved bits {Convert.ToString(bits, 2).PadLeft(3, '0')} are set, but no negotiated extension defines them");

    public static ProtocolError MisplacedRsv1 { get; } =
        new(
            CloseCode.ProtocolError,
            "RFC 7692 §6",
            "RSV1 is set on a frame that is not the first frame of a message"
        );

    public static ProtocolError ReservedOpcode(int opcode) => Broken("§5.2", $"opcode {opcode} is reserved");

    public static ProtocolError FragmentedControl(Opcode opcode) =>
        Broken("§5.5", $"a {opcode} frame must not be fragmented");

    public static ProtocolError LongControl(Opcode opcode) => Broken("§5.5", $"the payload of a {opcode} frame exceeds 125 bytes");

    public static ProtocolError NothingToContinue { get; } = Broken("§5.4", "a continuation frame arrived, but no message is in progress");

    public static ProtocolError MessageInProgress(Opcode opcode) =>
        Broken("§5.4", $"a {opcode} frame arrived, but a fragmented message is in progress");

    public static ProtocolError NotMasked { get; } = Broken("§5.1", "the client sent a frame that is not masked");

    public static ProtocolError Masked { get; } = Broken("§5.1", "the server sent a masked frame");

    public static ProtocolError CloseOfOneByte { get; } =
        Broken("§5.5.1", "the payload of a close frame has one byte, but a status code has two bytes");

    public static ProtocolError LengthNotMinimal(int octets, ulong length) =>
        Broken("§5.2", $"length {length} is encoded in {octets} bytes, which is not the shortest form");

    public static ProtocolError LengthTopBit { get; } = Broken("§5.2", "the most significant bit of a 64-bit length is set");

    public static ProtocolError CloseCodeNotAllowed(int code) => Broken("§7.4", $"close code {code} must not be sent");

    public static ProtocolError ReasonNotText { get; } =
        new(CloseCode.InvalidPayloadData, "RFC 6455 §8.1", "the close reason is not valid UTF-8");

    private static ProtocolError Broken(string section, string seen) => new(CloseCode.ProtocolError, "RFC 6455 " + section, seen);
}
