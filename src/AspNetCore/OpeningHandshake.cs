using System.Net;
using LanguageExt;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>Performs the opening handshake for ASP.NET Core requests over any version of HTTP.</summary>
internal static partial class OpeningHandshake
{
    private const string Category = "Pure.WebSockets";

    /// <summary>
    /// The maximum time to wait for more bytes on an HTTP/1.1 connection after the stream has been disposed. Each read restarts this time.
    /// The time is sufficient to receive bytes that were in transit when the connection was closed. With HTTP/1.1, the server closes the
    /// transport only when the request ends. A longer time would therefore delay clients that wait for the end of the transport.
    /// </summary>
    private static readonly TimeSpan Http1Linger = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Returns whether the request can be an upgrade request. If the result is true, the caller must still check the request with
    /// <see cref="Check"/>.
    /// </summary>
    public static bool MayBeUpgrade(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || NativeFeature(context) is not null;

    /// <summary>Returns the upgrade request, or an error with the rule that the request breaks.</summary>
    public static Either<HandshakeError, UpgradeRequest> Check(HttpContext context)
    {
        var head = Head(context);
        if (!HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol))
            return ServerHandshake.CheckConnect(context.Features.Get<IHttpExtendedConnectFeature>()?.Protocol ?? "", head);
        return ServerHandshake.Check(head).Bind<UpgradeRequest>(request => MayBeUpgrade(context) ? request : NotUpgradable);
    }

    /// <summary>Rejects a request from a page whose origin is not allowed, and logs the rejection.</summary>
    public static async Task RejectOriginAsync(HttpContext context, HandshakeError error)
    {
        OriginRefused(
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category),
            context.Request.Path,
            error.Seen,
            error.Rule
        );
        await RejectAsync(context, Rejection.From(error)).ConfigureAwait(false);
    }

    /// <summary>Opens the connection. The caller must keep the request open until the connection has ended.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">The upgrade request.</param>
    /// <param name="response">The response that opens the connection, with the agreed subprotocol and extensions.</param>
    /// <param name="options">The connection's options.</param>
    /// <param name="held">The memory limit that the connections share, or null if there is no limit.</param>
    /// <param name="ending">The value of <see cref="WebSocketConnection.Stopping"/>.</param>
    public static async Task<WebSocketConnection> OpenAsync(
        HttpContext context,
        UpgradeRequest request,
        (ResponseHead Head, Agreement Agreement) response,
        ConnectionHostOptions options,
        HeldBytes? held,
        CancellationToken ending
    )
    {
        if (NativeFeature(context) is { } own)
            return await Bridge
                .OpenAsync(own, request, response, WithLogger(context, options), held, ending)
                .ConfigureAwait(false);
        context.Response.StatusCode = response.Head.Status;
        foreach (var header in response.Head.Headers) context.Response.Headers.Append(header.Name, header.Value);
        var connect = context.Features.Get<IHttpExtendedConnectFeature>();
        var inner = connect is { IsExtendedConnect: true } ? await connect.AcceptAsync().ConfigureAwait(false)
            : await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);

        // ASP.NET Core's request timeout must not limit the duration of the connection.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        options = WithLogger(context, options);
        var stream = new RequestStream(
            inner,
            context,
            request.Key.IsSome && Http1Linger < options.LingerTimeout ? Http1Linger : options.LingerTimeout
        );
        stream.Connection = StandaloneConnection.FromStream(
            stream,
            Role.Server,
            response.Agreement,
            options,
            request,
            Remote(context.Connection),
            new BufferPool(held),
            ending
        );
        return stream.Connection;
    }

    /// <summary>Rejects the request.</summary>
    public static async Task RejectAsync(HttpContext context, Rejection rejection)
    {
        var head = ServerHandshake.Reject(rejection).IfLeft(refusal => throw new WebSocketMisuseException(refusal));
        context.Response.StatusCode = head.Status;
        foreach (var header in head.Headers.Filter(header => header.Name != "Connection"))
            context.Response.Headers.Append(header.Name, header.Value);

        // A sender of the Upgrade field must also send a Connection field with the value "Upgrade" (RFC 9110 §7.8).
        if (context.Response.Headers.ContainsKey("Upgrade")) context.Response.Headers.Connection = "Upgrade";
        await context.Response.Body.WriteAsync(rejection.Body.Memory, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>
    /// Closes the connection with the given status code if the connection is still open, and waits until the connection has ended.
    /// </summary>
    public static async Task EndAsync(WebSocketConnection connection, int code)
    {
        connection.StopReceiving();
        connection.BeginClose(code);
        await connection.DisposeAsync().ConfigureAwait(false);
        await connection.Ended.ConfigureAwait(false);
    }

    /// <summary>Returns the token that is cancelled when the web host begins to stop.</summary>
    public static CancellationToken Ending(HttpContext context) =>
        context.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;

    private static ConnectionHostOptions WithLogger(HttpContext context, ConnectionHostOptions options) =>
        options.Logger is NullLogger
            ? options with
            {
                Logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category),
            }
            : options;

    /// <summary>
    /// Returns the server's own WebSocket feature for a request that cannot be upgraded to a byte stream. An example is a request on
    /// TestServer, which WebApplicationFactory uses. Returns null if the request can be upgraded to a byte stream, or if the server has no
    /// WebSocket feature for the request.
    /// </summary>
    private static IHttpWebSocketFeature? NativeFeature(HttpContext context)
    {
        if (
            context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        )
            return null;
        var feature = context.Features.Get<IHttpWebSocketFeature>();
        if (feature is WebSocketFeature ours) feature = ours.Inner;
        return feature is { IsWebSocketRequest: true } ? feature : null;
    }

    [LoggerMessage(1, LogLevel.Information, "An upgrade of {Path} is rejected with 403: {Seen} ({Rule}).")]
    private static partial void OriginRefused(ILogger logger, string path, string seen, string rule);

    private static HandshakeError NotUpgradable { get; } =
        new(StatusCodes.Status501NotImplemented, Seq<Header>.Empty, "RFC 9110 §7.8", "this server does not support upgrades");

    private static RequestHead Head(HttpContext context)
    {
        var headers = new List<Header>();
        foreach (var (name, values) in context.Request.Headers)
            foreach (var value in values) headers.Add(new Header(name, value ?? ""));

        // A server without a network, such as TestServer, does not provide the raw request target. In this case, the target consists of the
        // path base, the path and the query string.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.Length == 0)
            target =
                $"{context.Request.PathBase.ToUriComponent()}{context.Request.Path.ToUriComponent()}"
                    + $"{context.Request.QueryString.ToUriComponent()}";
        return new RequestHead(context.Request.Method, target, Seq.create<Header>(headers.ToArray()));
    }

    /// <summary>Returns the client's address, or null if the server does not know it.</summary>
    public static IPEndPoint? Remote(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null;
}
