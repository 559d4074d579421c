using LanguageExt;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>How connections behave that ASP.NET Core accepted.</summary>
public record PureWebSocketOptions : HostOptions
{

    /// <summary>
    /// The origins whose pages may connect, as "https://example.com"; "*" for all, which is the default of <c>UsePureWebSockets</c>, as
    /// it is the framework's. Empty, the default of <c>MapWebSocket</c>: pages of the same host alone, which is
    /// to say that host and port of Origin are those of Host or :authority (<see cref="UpgradeRequest.IsOfSameHost"/>). Others are
    /// answered with 403 (RFC 6455 §10.2). Clients that are no browsers send no origin, and are let in.
    /// </summary>
    /// <remarks>
    /// Browsers send no preflight for a WebSocket, and send cookies with it: so CORS does not protect it. A proxy that rewrites Host
    /// hides the host that the page was asked from: then name the origins here, or use
    /// <c>UseForwardedHeaders</c> with X-Forwarded-Host before. Origins that are named are all: that of the server's own pages is to be
    /// named with them.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value); } = ItemList.Of(["*"]);

    /// <summary>
    /// The memory, in bytes, that the messages of all connections with these options together may hold: of an endpoint, or of a
    /// middleware. As <see cref="WebSocketServerOptions.MaxHeldBytes"/>. Zero, the default: no bound but those of each connection.
    /// </summary>
    public long MaxHeldBytes { get; init; }
}
