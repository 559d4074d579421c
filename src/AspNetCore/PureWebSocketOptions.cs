using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The options of connections accepted by ASP.NET Core.</summary>
public record PureWebSocketOptions : ConnectionHostOptions
{

    /// <summary>
    /// The origins whose pages may connect, for example "https://example.com"; "*" for all, which is the default of
    /// <c>UsePureWebSockets</c>, as in ASP.NET Core. Empty, the default of <c>MapWebSocket</c>: only pages of the same host, that is, where
    /// host and port of Origin are those of Host or :authority (<see cref="UpgradeRequest.IsOfSameHost"/>). Other pages receive 403 (RFC
    /// 6455 §10.2). Clients that are not browsers send no origin, and are allowed.
    /// </summary>
    /// <remarks>
    /// Browsers send no preflight for a WebSocket, and send cookies with it, so CORS does not protect it. A proxy that rewrites Host hides
    /// the host that the page requested: then list the origins here, or use <c>UseForwardedHeaders</c> with X-Forwarded-Host before. A list
    /// is complete: it must include the origin of the server's own pages.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value); } = ItemList.Of(["*"]);

    /// <summary>
    /// The memory, in bytes, for the messages of all connections of the endpoint or middleware together. As
    /// <see cref="WebSocketServerOptions.MaxHeldBytes"/>. Zero, the default: only the bounds of each connection.
    /// </summary>
    public long MaxHeldBytes { get; init; }
}
