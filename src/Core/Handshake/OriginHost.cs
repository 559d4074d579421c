namespace Pure.WebSockets;

/// <summary>
/// Compares the host of an origin (RFC 6454 §6.2) with the host of a request. The result shows whether a web page connects to the host from
/// which the page was loaded.
/// </summary>
internal static class OriginHost
{
    /// <summary>
    /// Returns whether the origin and the requested host have the same host name and port. If a port is missing, the default port of the
    /// origin's scheme is used.
    /// </summary>
    /// <param name="origin">The value of the Origin header field.</param>
    /// <param name="asked">The value of the Host header field or of the ":authority" pseudo-header field.</param>
    public static bool IsSame(string origin, string asked) =>
        origin.Split("://", 2) is [var scheme, var authority]
        && HttpAuthority.Parse(authority) is { } from
        && HttpAuthority.Parse(asked) is { } to
        && string.Equals(from.Host, to.Host, StringComparison.OrdinalIgnoreCase)
        && (from.Port ?? DefaultPort(scheme)) is { } port
        && port == (to.Port ?? DefaultPort(scheme));

    /// <summary>Returns the default port of an origin's scheme, or null for an unknown scheme.</summary>
    private static int? DefaultPort(string scheme) => scheme.ToUpperInvariant() switch
    {
        "HTTP" or "WS" => 80,
        "HTTPS" or "WSS" => 443,
        _ => null,
    };
}
