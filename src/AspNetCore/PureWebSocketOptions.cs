using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The options of <c>UsePureWebSockets</c>.</summary>
public sealed record PureWebSocketOptions : ConnectionHostOptions
{
    /// <summary>The default options.</summary>
    public static PureWebSocketOptions Default { get; } = new();

    /// <summary>
    /// The origins whose pages may connect, for example "https://example.com". The value "*" allows all origins. This value is the default,
    /// because ASP.NET Core also allows all origins by default. If the list is empty, only pages from the same
    /// host may connect (<see cref="UpgradeRequest.IsOfSameHost"/>). Requests from
    /// other pages are rejected with status 403 (RFC 6455 §10.2). A request without an Origin field does not come from a browser and is
    /// always allowed.
    /// </summary>
    /// <remarks>
    /// CORS does not protect WebSocket connections, because browsers send the upgrade request with cookies and without a preflight request.
    /// If a proxy in front of the server rewrites the Host field, list the origins here, or call <c>UseForwardedHeaders</c> with
    /// X-Forwarded-Host earlier in the pipeline. A list that is not empty must also include the origin of the server's own pages.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value, nameof(Origins)); } = ItemList.Of(["*"]);

    /// <summary>
    /// The maximum total memory, in bytes, for the messages of all connections of the middleware. The limit works like
    /// <see cref="WebSocketServerOptions.MaxHeldBytes"/>. The default is null, which means that only the limits of the individual
    /// connections apply.
    /// </summary>
    public long? MaxHeldBytes { get; init => field = OptionValue.Positive(value); }
}
