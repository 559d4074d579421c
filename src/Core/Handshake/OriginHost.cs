namespace Pure.WebSockets;

/// <summary>The host of an origin (RFC 6454 §6.2), for the question whether a page comes from the host that it asks.</summary>
internal static class OriginHost
{
    /// <summary>Whether host and port of the origin, by default the port of its scheme, are those of the host that is asked.</summary>
    /// <param name="origin">The value of Origin.</param>
    /// <param name="asked">The value of Host, or :authority. Its port is by default that of the origin's scheme.</param>
    public static bool IsSame(string origin, string asked) =>
        origin.Split("://", 2) is [var scheme, var authority]
        && HttpAuthority.Parse(authority) is { } from
        && HttpAuthority.Parse(asked) is { } to
        && string.Equals(from.Host, to.Host, StringComparison.OrdinalIgnoreCase)
        && (from.Port ?? DefaultPort(scheme)) is { } port
        && port == (to.Port ?? DefaultPort(scheme));

    /// <summary>The port of a scheme that a page may have; null for those that have none.</summary>
    private static int? DefaultPort(string scheme) => scheme.ToUpperInvariant() switch
    {
        "HTTP" or "WS" => 80,
        "HTTPS" or "WSS" => 443,
        _ => null,
    };
}
