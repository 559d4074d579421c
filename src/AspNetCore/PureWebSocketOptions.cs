using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>How connections behave that ASP.NET Core accepted.</summary>
public record PureWebSocketOptions : HostOptions
{
    /// <summary>
    /// The origins of pages that may connect, as "https://example.com"; to others the answer is 403 (RFC 6455 §10.2). Empty, or with "*" in it: all. Clients that are no browsers send no origin, and are let in.
    /// </summary>
    /// <remarks>Browsers send no preflight for a WebSocket, and send cookies with it: so CORS does not protect it.</remarks>
    public IReadOnlyCollection<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// The memory, in bytes, that the messages of all connections with these options together may hold: of an endpoint, or of a middleware. As <see cref="WebSocketServerOptions.MaxHeldBytes"/>. Zero, the default: no bound but those of
    /// each connection.
    /// </summary>
    public long MaxHeldBytes { get; init; }

    /// <summary>Whether a page of that origin may connect.</summary>
    internal bool Allows(string origin) =>
        AllowedOrigins.Count == 0 || AllowedOrigins.Contains("*", StringComparer.Ordinal) || AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
