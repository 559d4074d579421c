using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The options of connections accepted by ASP.NET Core.</summary>
public record PureWebSocketOptions : ConnectionHostOptions
{

    /// <summary>
    /// The origins whose pages may connect, for example "https://example.com"; "*" allows all origins and is the default of
    /// <c>UsePureWebSockets</c>, as in ASP.NET Core. If the list is empty (the default of <c>MapWebSocket</c>), only pages of the same host
    /// may connect, that is, the host and port of Origin must equal those of Host or :authority
    /// (<see cref="UpgradeRequest.IsOfSameHost"/>). Other pages receive 403 (RFC 6455 §10.2). Clients that are not browsers send no origin,
    /// and are allowed.
    /// </summary>
    /// <remarks>
    /// Browsers send no preflight for a WebSocket, and send cookies with it, so CORS does not protect it. A proxy that rewrites Host hides
    /// the host that the page requested. In that case, list the origins here, or call <c>UseForwardedHeaders</c> with X-Forwarded-Host
    /// earlier in the pipeline. A list is complete: it must include the origin of the server's own pages.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value); } = ItemList.Of(["*"]);

    /// <summary>
    /// The maximum memory, in bytes, for the messages of all connections of the endpoint or middleware together, as
    /// <see cref="WebSocketServerOptions.MaxHeldBytes"/>. If it is zero (the default), only the bounds of each connection apply.
    /// </summary>
    public long MaxHeldBytes { get; init; }
}
