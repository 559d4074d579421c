using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The options for connections that ASP.NET Core accepts.</summary>
public record PureWebSocketOptions : ConnectionHostOptions
{

    /// <summary>
    /// The origins whose pages may connect, for example "https://example.com". The value "*" allows all origins. This value is the default
    /// of <c>UsePureWebSockets</c>, because ASP.NET Core also allows all origins by default. If the list is empty (the default of
    /// <c>MapWebSocket</c>), only pages from the same host may connect. A page is from the same host if the host and port in the Origin
    /// field are equal to those in the Host field or in :authority (<see cref="UpgradeRequest.IsOfSameHost"/>). Other pages receive 403
    /// (RFC 6455 §10.2). Requests without an Origin field are always allowed, because they usually do not come from browsers.
    /// </summary>
    /// <remarks>
    /// CORS does not protect WebSocket connections, because browsers send the upgrade request with cookies and without a preflight request.
    /// A proxy that rewrites the Host field hides the host that the page requested. In that case, list the origins here, or call
    /// <c>UseForwardedHeaders</c> with X-Forwarded-Host earlier in the pipeline. A list that is not empty must also include the origin of
    /// the server's own pages.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value); } = ItemList.Of(["*"]);

    /// <summary>
    /// The maximum total memory, in bytes, for the messages of all connections of the endpoint or middleware. The limit works in the same
    /// way as <see cref="WebSocketServerOptions.MaxHeldBytes"/>. If the value is zero (the default), only the limits of each connection
    /// apply.
    /// </summary>
    public long MaxHeldBytes { get; init; }
}
