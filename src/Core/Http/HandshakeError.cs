namespace Pure.WebSockets;

/// <summary>A violation of a rule of the opening handshake, with the HTTP status of the response that reports the violation.</summary>
/// <param name="Status">
/// The HTTP status of a server's response. A client does not use this value, because a client sends no response.
/// </param>
/// <param name="Headers">
/// The header fields that the response must have, such as Sec-WebSocket-Version in a response with status 426.
/// </param>
/// <param name="Rule">The section of the specification that contains the rule.</param>
/// <param name="Seen">A description of the error.</param>
public sealed record HandshakeError(int Status, IEnumerable<Header> Headers, string Rule, string Seen)
{
    /// <summary>The header fields that the response must have.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);

    internal HandshakeError(int status, string rule, string seen)
        : this(status, ItemList<Header>.Empty, rule, seen)
    {
    }

    /// <summary>Converts the error to a protocol error. The opening handshake has no close frames, so the status code is 1006.</summary>
    public ProtocolError ToProtocolError() => new(CloseCode.AbnormalClosure, Rule, Seen);
}

/// <summary>The errors that can occur in any line of a head.</summary>
internal static class HttpErrors
{
    public static HandshakeError BrokenLine { get; } = new(400, "RFC 9112 §2.2", "a line of the head does not end with CR LF");
}
