namespace Pure.WebSockets;

/// <summary>
/// The role of an endpoint in a connection. After the opening handshake, the roles differ in only two respects. Only the client masks its
/// frames (RFC 6455 §5.1), and the server closes the transport first (§7.1.1).
/// </summary>
public enum Role : byte
{
    /// <summary>The side that accepted the transport and answers the opening handshake.</summary>
    Server,

    /// <summary>The side that opened the transport and begins the opening handshake.</summary>
    Client,
}
