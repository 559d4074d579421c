namespace Pure.WebSockets;

/// <summary>
/// Which end of the connection this is. The roles differ in two rules only: who masks (RFC 6455 §5.1) and who closes the transport first
/// (§7.1.1).
/// </summary>
public enum Role : byte
{
    /// <summary>It accepted the transport and answers the opening handshake.</summary>
    Server,

    /// <summary>It opened the transport and begins the opening handshake.</summary>
    Client,
}
