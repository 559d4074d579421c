namespace Pure.WebSockets;

/// <summary>The rules that a message can break, each with its sentence.</summary>
internal static class MessageErrors
{
    public static ProtocolError NotText { get; } = new(CloseCode.InvalidPayloadData, "RFC 6455 §8.1", "text that is not UTF-8");

    public static ProtocolError FrameTooLong(long length, long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a frame of {length} bytes; the limit here is {limit}");

    public static ProtocolError MessageTooLong(long bytesBefore, long length, long limit) =>
        new(
            CloseCode.MessageTooBig,
            "RFC 6455 §10.4",
            $"a message of at least {Math.Min((ulong)bytesBefore + (ulong)length, long.MaxValue)} bytes; the limit here is {limit}"
        );

    public static ProtocolError TooManyFragments(int limit) =>
        new(CloseCode.PolicyViolation, "RFC 6455 §10.4", $"a message of more than {limit} fragments, the limit here");
}
