namespace Pure.WebSockets;

/// <summary>The errors of the opening handshake that do not concern a particular header field.</summary>
internal static class HandshakeErrors
{
    public static ProtocolError TransportEnded { get; } =
        new(CloseCode.AbnormalClosure, "RFC 6455 §4.1", "the transport ended before the opening handshake was complete");

    public static Misuse NoRequest { get; } = new("RFC 6455 §4.2", "there is no upgrade request to answer");

    public static HandshakeError HeadTooLong(int limit) =>
        new(431, "RFC 6455 §10.4", $"the head exceeds the limit of {limit} bytes");

    public static HandshakeError TooManyFields(int fields, int limit) =>
        new(431, "RFC 6455 §10.4", $"the head has {fields} fields, but the limit is {limit}");

    public static HandshakeError TimedOut(TimeSpan after) =>
        new(408, "RFC 6455 §4.1", $"the opening handshake was not complete after {after.TotalSeconds:0.###} s");

    public static ProtocolError Rejected(int status) =>
        new(CloseCode.AbnormalClosure, "RFC 6455 §4.2.2", $"the application rejected the upgrade with {status}");

    public static ProtocolError RefusedWith(int status) =>
        new(CloseCode.AbnormalClosure, "RFC 6455 §4.1", $"the server rejected the upgrade with {status}");
}
