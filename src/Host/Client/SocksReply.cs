namespace Pure.WebSockets.Host;

/// <summary>The errors of a SOCKS proxy (RFC 1928 §6).</summary>
public enum SocksReply : byte
{
    /// <summary>General SOCKS server failure.</summary>
    GeneralFailure = 1,

    /// <summary>Connection not allowed by ruleset.</summary>
    NotAllowed = 2,

    /// <summary>Network unreachable.</summary>
    NetworkUnreachable = 3,

    /// <summary>Host unreachable.</summary>
    HostUnreachable = 4,

    /// <summary>Connection refused.</summary>
    ConnectionRefused = 5,

    /// <summary>TTL expired.</summary>
    TtlExpired = 6,

    /// <summary>Command not supported.</summary>
    CommandNotSupported = 7,

    /// <summary>Address type not supported.</summary>
    AddressTypeNotSupported = 8,
}
