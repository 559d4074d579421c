namespace Pure.WebSockets;

/// <summary>The rules of RFC 6455 §5 that a single frame can break, each with its sentence.</summary>
internal static class FrameErrors
{
    public static ProtocolError ReservedBits(int bits) =>
        Broken("§5.2", $"reserved bits {Convert.ToString(bits, 2).PadLeft(3, '0')} set without an extension that gives them a meaning");

    public static ProtocolError MisplacedRsv1 { get; } =
        new(
            CloseCode.ProtocolError,
            "RFC 7692 §6",
            "RSV1 set elsewhere than on the first frame of a message, which alone it says to be compressed"
        );

    public static ProtocolError ReservedOpcode(int opcode) => Broken("§5.2", $"opcode {opcode} is reserved");

    public static ProtocolError FragmentedControl(Opcode opcode) =>
        Broken("§5.5", $"a {opcode} frame with FIN clear: control frames MUST NOT be fragmented");

    public static ProtocolError LongControl(Opcode opcode) => Broken("§5.5", $"a {opcode} frame longer than 125 bytes");

    public static ProtocolError NothingToContinue { get; } = Broken("§5.4", "a continuation frame without a message under way");

    public static ProtocolError MessageInProgress(Opcode opcode) =>
        Broken("§5.4", $"a {opcode} frame while the fragments of another message are under way");

    public static ProtocolError NotMasked { get; } = Broken("§5.1", "a frame from the client that is not masked");

    public static ProtocolError Masked { get; } = Broken("§5.1", "a masked frame from the server");

    public static ProtocolError CloseOfOneByte { get; } =
        Broken("§5.5.1", "a close frame with a payload of one byte: a status code takes two");

    public static ProtocolError LengthNotMinimal(int octets, ulong length) =>
        Broken("§5.2", $"length {length} written in {octets} bytes: the minimal number of bytes MUST be used");

    public static ProtocolError LengthTopBit { get; } = Broken("§5.2", "a 64-bit length whose most significant bit is set");

    public static ProtocolError CloseCodeNotAllowed(int code) => Broken("§7.4", $"close code {code}, which no endpoint may send");

    public static ProtocolError ReasonNotText { get; } =
        new(CloseCode.InvalidPayloadData, "RFC 6455 §8.1", "a close reason that is not UTF-8");

    private static ProtocolError Broken(string section, string seen) => new(CloseCode.ProtocolError, "RFC 6455 " + section, seen);
}
