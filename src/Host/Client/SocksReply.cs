namespace Pure.WebSockets.Host;

/// <summary>The error codes with which a SOCKS proxy can reply (RFC 1928 §6).</summary>
public enum SocksReply : byte
{
    /// <summary>A general failure of the SOCKS proxy.</summary>
    GeneralFailure = 1,

    /// <summary>The rules of the proxy do not allow the connection.</summary>
    NotAllowed = 2,

    /// <summary>The network of the server is unreachable.</summary>
    NetworkUnreachable = 3,

    /// <summary>The host of the server is unreachable.</summary>
    HostUnreachable = 4,

    /// <summary>The server refused the connection.</summary>
    ConnectionRefused = 5,

    /// <summary>The time to live (TTL) expired on the route to the server.</summary>
    TtlExpired = 6,

    /// <summary>The proxy does not support the command.</summary>
    CommandNotSupported = 7,

    /// <summary>The proxy does not support the type of the address.</summary>
    AddressTypeNotSupported = 8,
}
