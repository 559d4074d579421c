namespace Pure.WebSockets.Host;

/// <summary>The error codes that a SOCKS proxy can return (RFC 1928 §6).</summary>
public enum SocksReply : byte
{
    /// <summary>The SOCKS proxy failed and did not state a reason.</summary>
    GeneralFailure = 1,

    /// <summary>The proxy's rules do not allow the connection.</summary>
    NotAllowed = 2,

    /// <summary>The server's network is unreachable.</summary>
    NetworkUnreachable = 3,

    /// <summary>The server's host is unreachable.</summary>
    HostUnreachable = 4,

    /// <summary>The server refused the connection.</summary>
    ConnectionRefused = 5,

    /// <summary>The time to live (TTL) expired on the route to the server.</summary>
    TtlExpired = 6,

    /// <summary>The proxy does not support the command.</summary>
    CommandNotSupported = 7,

    /// <summary>The proxy does not support the address type.</summary>
    AddressTypeNotSupported = 8,
}
