using LanguageExt;

namespace Pure.WebSockets.AspNetCore;

/// <summary>How an endpoint behaves that takes WebSocket connections.</summary>
public sealed record WebSocketEndpointOptions : PureWebSocketOptions
{
    /// <summary>The defaults: among them that only pages of the same host may connect.</summary>
    public WebSocketEndpointOptions() => Origins = Seq<string>.Empty;

    /// <summary>The defaults.</summary>
    public static WebSocketEndpointOptions Default { get; } = new();

    /// <summary>
    /// The answer to an upgrade request: an <see cref="Acceptance"/> with subprotocol and fields, or a <see cref="Rejection"/> with the
    /// status, fields and body of the response. Called once for each request that keeps the rules of the opening handshake, comes from an
    /// origin that is allowed, and passed what else guards the endpoint. By default all are accepted, without a subprotocol. Where it
    /// throws, the client sees 500.
    /// </summary>
    public Func<UpgradeRequest, Either<Rejection, Acceptance>> Accept { get; init; } = static _ => Acceptance.Plain;
}
