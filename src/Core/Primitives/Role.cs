namespace Pure.WebSockets;

/// <summary>
/// The side of a connection. The roles differ in two rules only: which side masks (RFC 6455 §5.1) and which closes the transport first
/// (§7.1.1).
/// </summary>
public enum Role : byte
{
    /// <summary>The side that accepted the transport and answers the opening handshake.</summary>
    Server,

    /// <summary>The side that opened the transport and begins the opening handshake.</summary>
    Client,
}
