namespace Pure.WebSockets;

/// <summary>A broken rule of the opening handshake, and the HTTP status that answers it.</summary>
/// <param name="Status">The HTTP status of a server's answer. A client does not send it.</param>
/// <param name="Headers">The fields that the answer must have, such as Sec-WebSocket-Version with 426. The collection is copied.</param>
/// <param name="Rule">The rule by its section.</param>
/// <param name="Seen">A sentence about what was seen and what the rule requires.</param>
public sealed record HandshakeError(int Status, IEnumerable<Header> Headers, string Rule, string Seen)
{
    /// <summary>The fields that the answer must have.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList.Of(Headers);

    internal HandshakeError(int status, string rule, string seen)
        : this(status, ItemList<Header>.Empty, rule, seen)
    {
    }

    /// <summary>Converts the error to a protocol error. A handshake has no close frames, so the code is 1006.</summary>
    public ProtocolError ToProtocolError() => new(CloseCode.AbnormalClosure, Rule, Seen);
}

/// <summary>The errors of a head as a whole.</summary>
internal static class HttpErrors
{
    public static HandshakeError BrokenLine { get; } = new(400, "RFC 9112 §2.2", "a line of the head does not end with CR LF");
}
