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
    /// <see cref="Rejection"/> with the status, header fields and body of the response. The function is called at most once for each valid
    /// upgrade request from an allowed origin. The call occurs after authorization and the other middleware. By default, the function
    /// accepts all requests and does not choose a subprotocol. If the function throws an exception, the client receives status 500.
    /// </summary>
    public Func<UpgradeRequest, Either<Rejection, Acceptance>> Accept { get; init; } = AcceptAll;

    /// <summary>
    /// The asynchronous form of <see cref="Accept"/>, for an answer that needs a database or another service. The <see cref="HttpContext"/>
    /// contains the request's user, route values and services. The default is null. The time limit for the answer is
    /// <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>. The time starts when the function is called. If the limit elapses, the
    /// client receives status 503, and a <see cref="TimeoutException"/> is logged. The cancellation token is cancelled when the limit
    /// elapses or the request is aborted.
    /// </summary>
    /// <remarks>Do not set both this option and <see cref="Accept"/>.</remarks>
    public Func<HttpContext, UpgradeRequest, CancellationToken, ValueTask<Either<Rejection, Acceptance>>>? AcceptAsync { get; init; }

    /// <summary>
    /// Throws an exception if an option is invalid, or if both <see cref="Accept"/> and <see cref="AcceptAsync"/> are set.
    /// </summary>
    internal static void Check(WebSocketEndpointOptions options)
    {
        ConnectionHostOptions.Check(options);
        if (options.AcceptAsync is not null && options.Accept != AcceptAll)
            throw new ArgumentException("Accept and AcceptAsync are both set. Set only one of them.", nameof(options));
    }

    private static Either<Rejection, Acceptance> AcceptAll(UpgradeRequest request) => Acceptance.Plain;
}
