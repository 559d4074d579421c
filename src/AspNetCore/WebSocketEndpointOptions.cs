using LanguageExt;
using Microsoft.AspNetCore.Http;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The options for a WebSocket endpoint.</summary>
public sealed record WebSocketEndpointOptions : PureWebSocketOptions
{
    /// <summary>Creates the default options. By default, only pages from the same host may connect.</summary>
    public WebSocketEndpointOptions() => Origins = [];

    /// <summary>The default options.</summary>
    public static WebSocketEndpointOptions Default { get; } = new();

    /// <summary>
    /// The function that answers an upgrade request. The answer is an <see cref="Acceptance"/> with a subprotocol and header fields, or a
    /// <see cref="Rejection"/> with the status, header fields and body of the response. By default (null), all requests are accepted, and
    /// no subprotocol is chosen. The function is called at most once for each valid upgrade request from an allowed origin, after
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
