namespace Pure.WebSockets;

/// <summary>
/// The errors that occur if the peer does not answer in time, or if the transport ends without a close frame from the peer.
/// </summary>
internal static class ClosingErrors
{
    public static ProtocolError TransportEnded { get; } =
        new(CloseCode.AbnormalClosure, "RFC 6455 §7.1.5", "the transport ended without a close frame from the peer");

    public static ProtocolError NoClose(TimeSpan after) =>
        new(CloseCode.AbnormalClosure, "RFC 6455 §5.5.1", $"the peer did not answer the close frame within {after.TotalSeconds:0.###} s");

    public static ProtocolError NoPong(TimeSpan after) =>
        new(CloseCode.InternalError, "RFC 6455 §5.5.2", $"the peer did not answer a ping within {after.TotalSeconds:0.###} s");
}
