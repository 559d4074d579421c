namespace Pure.WebSockets;

/// <summary>The status codes for close frames (RFC 6455 §7.4.1 and the registry in §11.7).</summary>
public static class CloseCode
{
    /// <summary>The purpose of the connection has been fulfilled.</summary>
    public const int NormalClosure = 1000;

    /// <summary>The endpoint is going away, for example because a server shuts down or a browser leaves the page.</summary>
    public const int GoingAway = 1001;

    /// <summary>The peer broke a rule of the protocol.</summary>
    public const int ProtocolError = 1002;

    /// <summary>The peer sent a kind of data that the endpoint does not accept.</summary>
    public const int UnsupportedData = 1003;

    /// <summary>The close frame had no status code. This code is never sent in a close frame.</summary>
    public const int NoStatusReceived = 1005;

    /// <summary>The connection ended without a close frame. This code is never sent in a close frame.</summary>
    public const int AbnormalClosure = 1006;

    /// <summary>The data is not consistent with the type of the message, for example text that is not valid UTF-8.</summary>
    public const int InvalidPayloadData = 1007;

    /// <summary>The message violates a policy, and no other code is more specific.</summary>
    public const int PolicyViolation = 1008;

    /// <summary>The message is too big to process.</summary>
    public const int MessageTooBig = 1009;

    /// <summary>The client requires an extension that the server did not agree to.</summary>
    public const int MandatoryExtension = 1010;

    /// <summary>The endpoint encountered an unexpected condition.</summary>
    public const int InternalError = 1011;

    /// <summary>The service is restarting. The client can reconnect.</summary>
    public const int ServiceRestart = 1012;

    /// <summary>The service is overloaded. The client can reconnect later.</summary>
    public const int TryAgainLater = 1013;

    /// <summary>A gateway received an invalid response from the upstream server.</summary>
    public const int BadGateway = 1014;

    /// <summary>
    /// Returns whether a close frame is allowed to have this code. The valid codes are 1000-1003 and 1007-1014 (registered codes),
    /// 3000-3999 (codes for libraries) and 4000-4999 (codes for private use). The codes 1004, 1005, 1006 and 1015 are reserved and must not
    /// be sent (§7.4.1). All other codes are undefined (§7.4.2).
    /// </summary>
    public static bool IsValidOnTheWire(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
