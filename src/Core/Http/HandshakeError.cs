namespace Pure.WebSockets;

/// <summary>A rule of the opening handshake that was broken, and how a server says so.</summary>
/// <param name="Status">The HTTP status that answers it; a client has nobody to send it to.</param>
/// <param name="Headers">Fields that the answer must carry, as Sec-WebSocket-Version with 426.</param>
/// <param name="Rule">The rule by its section.</param>
/// <param name="Seen">What was seen, and what the rule wants.</param>
public sealed record HandshakeError(int Status, Seq<Header> Headers, string Rule, string Seen)
{
    internal HandshakeError(int status, string rule, string seen)
        : this(status, Seq<Header>.Empty, rule, seen)
    {
    }

    /// <summary>The same as a protocol error. A handshake has no close frames, so the code is 1006.</summary>
    public ProtocolError ToProtocolError() => new(CloseCode.AbnormalClosure, Rule, Seen);

    /// <inheritdoc/>
    public bool Equals(HandshakeError? other) =>
        other is not null && Status == other.Status && ByContent.Same(Headers, other.Headers) && Rule == other.Rule && Seen == other.Seen;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Status, ByContent.Hash(Headers), Rule, Seen);
}

/// <summary>The rules of HTTP that a head as a whole can break.</summary>
internal static class HttpErrors
{
    public static HandshakeError BrokenLine { get; } = new(400, "RFC 9112 §2.2", "a line of the head does not end with CR LF");
}
