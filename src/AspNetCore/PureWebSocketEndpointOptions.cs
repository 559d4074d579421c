using LanguageExt;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The options of <c>MapPureWebSocket</c>.</summary>
/// <remarks>
/// The options have no limit of connections, because ASP.NET Core has two: Kestrel's <c>Limits.MaxConcurrentUpgradedConnections</c> for
/// connections over HTTP/1.1 of the whole server, and the concurrency limiter of <c>RequireRateLimiting</c> for the connections of an
/// endpoint. A connection counts as one request until the connection ends.
/// </remarks>
public sealed record PureWebSocketEndpointOptions : ConnectionHostOptions
{
    /// <summary>The default options.</summary>
    public static PureWebSocketEndpointOptions Default { get; } = new();

    /// <summary>
    /// The origins whose pages may connect, for example "https://example.com". The value "*" allows all origins. If the list is empty (the
    /// default), only pages from the same host may connect: the host and port in the Origin field must equal those in the Host field or in
    /// :authority (<see cref="UpgradeRequest.IsOfSameHost"/>). Requests from other pages are rejected with status 403 (RFC 6455 §10.2).
    /// Requests without an Origin field are always allowed, because they usually do not come from browsers.
    /// </summary>
    /// <remarks><inheritdoc cref="PureWebSocketOptions.Origins" path="/remarks/node()"/></remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value, nameof(Origins)); } = ItemList<string>.Empty;

    /// <summary>
    /// The application's subprotocols, in order of preference. The endpoint chooses the first of these subprotocols that the client offers,
    /// unless <see cref="Accept"/> chooses a subprotocol.
    /// </summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value, nameof(Subprotocols)); } = ItemList<string>.Empty;

    /// <summary>
    /// The maximum memory, in bytes, for the messages of all connections of the endpoint together. The limit works like
    /// <see cref="WebSocketServerOptions.MaxHeldBytes"/>. If the value is null (the default), only the limits of the individual connections
    /// apply.
    /// </summary>
    public long? MaxHeldBytes { get; init => field = OptionValue.Positive(value); }

    /// <summary>
    /// The function that answers an upgrade request. The answer is an <see cref="Acceptance"/> with a subprotocol and header fields, or a
    /// <see cref="Rejection"/> with the status, header fields and body of the response. By default (null), all requests are accepted.
    /// The function is called at most once for each valid upgrade request from an allowed origin, after
    /// authorization and the other middleware. It can be asynchronous. If the function throws an exception, the client receives status 500.
    /// </summary>
    /// <remarks>
    /// The time limit for the answer is <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>, measured from the call of the function. If
    /// the limit elapses, the client receives status 503, and a <see cref="TimeoutException"/> is logged.
    /// </remarks>
    /// <example>
    /// <code>
    /// Accept = context => new(context.HttpContext.User.IsInRole("chat") ? Acceptance.Plain : Rejection.WithStatus(403))
    /// </code>
    /// </example>
    public Func<EndpointAcceptContext, ValueTask<Either<Rejection, Acceptance>>>? Accept { get; init; }
}
