namespace Pure.WebSockets;

/// <summary>The host of an origin (RFC 6454 §6.2), to decide whether a page comes from the host that it connects to.</summary>
internal static class OriginHost
{
    /// <summary>
    /// Returns whether the origin and the requested host have the same host and port. The default port is that of the origin's scheme.
    /// </summary>
    /// <param name="origin">The value of Origin.</param>
    /// <param name="asked">The value of Host, or of :authority.</param>
    public static bool IsSame(string origin, string asked) =>
        origin.Split("://", 2) is [var scheme, var authority]
        && HttpAuthority.Parse(authority) is { } from
        && HttpAuthority.Parse(asked) is { } to
        && string.Equals(from.Host, to.Host, StringComparison.OrdinalIgnoreCase)
        && (from.Port ?? DefaultPort(scheme)) is { } port
        && port == (to.Port ?? DefaultPort(scheme));

    /// <summary>Returns the default port of a page's scheme, or null if the scheme has none.</summary>
    private static int? DefaultPort(string scheme) => scheme.ToUpperInvariant() switch
    {
        "HTTP" or "WS" => 80,
        "HTTPS" or "WSS" => 443,
        _ => null,
    };
}
