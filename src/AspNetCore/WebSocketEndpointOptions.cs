using LanguageExt;
using Microsoft.AspNetCore.Http;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The options of an endpoint for WebSocket connections.</summary>
public sealed record WebSocketEndpointOptions : PureWebSocketOptions
{
    /// <summary>Creates the defaults. Only pages of the same host may connect.</summary>
    public WebSocketEndpointOptions() => Origins = [];

    /// <summary>The defaults.</summary>
    public static WebSocketEndpointOptions Default { get; } = new();

    /// <summary>
    /// Returns the answer to an upgrade request: an <see cref="Acceptance"/> with subprotocol and fields, or a <see cref="Rejection"/> with
    /// the status, fields and body of the response. Called once for each request that follows the rules of the opening handshake, comes
    /// from an allowed origin, and has passed authorization and the other middleware. By default all requests are accepted, without a
    /// subprotocol. If it throws, the client receives 500.
    /// </summary>
    public Func<UpgradeRequest, Either<Rejection, Acceptance>> Accept { get; init; } = AcceptAll;

    /// <summary>
    /// The asynchronous form of <see cref="Accept"/>, for an answer that needs a database or another service; the context has the user, the
    /// route values and the services of the request. Null by default. The time limit for the answer is
    /// <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>. After that time, the client receives 503, and a
    /// <see cref="TimeoutException"/> is logged. The token is cancelled when the time is over, and when the request is aborted.
    /// </summary>
    /// <remarks>Either this or <see cref="Accept"/> may be set, not both.</remarks>
    public Func<HttpContext, UpgradeRequest, CancellationToken, ValueTask<Either<Rejection, Acceptance>>>? AcceptAsync { get; init; }

    /// <summary>Throws if the options contradict each other.</summary>
    internal static void Check(WebSocketEndpointOptions options)
    {
        ConnectionHostOptions.Check(options);
        if (options.AcceptAsync is not null && options.Accept != AcceptAll)
            throw new ArgumentException("Accept and AcceptAsync are both set; set only one of them.", nameof(options));
    }

    private static Either<Rejection, Acceptance> AcceptAll(UpgradeRequest request) => Acceptance.Plain;
}
