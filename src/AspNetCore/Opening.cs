using System.Net;
using LanguageExt;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The opening handshake between a request of ASP.NET Core and the core, whichever version of HTTP it came by.</summary>
internal static partial class Opening
{
    private const string Category = "Pure.WebSockets";

    /// <summary>
    /// HTTP/1.1 ends the transport with the request, so a client that is owed the end is not kept waiting long. It is long enough for
    /// what was on its way when we closed.
    /// </summary>
    private static readonly TimeSpan Http1Linger = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the request can be one at all: all others pay nothing.</summary>
    public static bool IsConceivable(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || ServersOwn(context) is not null;

    /// <summary>The upgrade that the request asks for; else the rule it breaks.</summary>
    public static Either<HandshakeError, UpgradeRequest> Check(HttpContext context)
    {
        var head = Head(context);
        if (!HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol))
            return ServerHandshake.CheckConnect(context.Features.Get<IHttpExtendedConnectFeature>()?.Protocol ?? "", head);
        return ServerHandshake.Check(head).Bind<UpgradeRequest>(request => IsConceivable(context) ? request : NotUpgradable);
    }

    /// <summary>Refuses a page whose origin is not allowed.</summary>
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

    /// <summary>Opens the connection. The request must not end before its loop has.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="response">The response that opens it, and what it agrees to.</param>
    /// <param name="options">How the connection is driven.</param>
    /// <param name="held">What bounds the memory of all of them; null for nothing.</param>
    public static async Task<WebSocketConnection> OpenAsync(
        HttpContext context,
        UpgradeRequest request,
        (ResponseHead Head, Agreement Agreement) response,
        HostOptions options,
        HeldBytes? held
    )
    {
        if (ServersOwn(context) is { } own)
            return await Bridge.OpenAsync(own, request, response, WithLogger(context, options)).ConfigureAwait(false);
        context.Response.StatusCode = response.Head.Status;
        foreach (var header in response.Head.Headers) context.Response.Headers.Append(header.Name, header.Value);
        var connect = context.Features.Get<IHttpExtendedConnectFeature>();
        var inner = connect is { IsExtendedConnect: true } ? await connect.AcceptAsync().ConfigureAwait(false)
            : await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);

        // The time for a request is not that of a connection.
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
            new BufferPool(held)
        );
        return stream.Connection;
    }

    /// <summary>Refuses the request.</summary>
    public static async Task RejectAsync(HttpContext context, Rejection rejection)
    {
        var head = ServerHandshake.Reject(rejection).IfLeft(refusal => throw new WebSocketMisuseException(refusal));
        context.Response.StatusCode = head.Status;
        foreach (var header in head.Headers.Filter(header => header.Name != "Connection"))
            context.Response.Headers.Append(header.Name, header.Value);

        // "A sender of Upgrade MUST also send an Upgrade connection option" (RFC 9110 §7.8).
        if (context.Response.Headers.ContainsKey("Upgrade")) context.Response.Headers.Connection = "Upgrade";
        await context.Response.Body.WriteAsync(rejection.Body.Memory, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The request ends with its connection: closed with that code if it is open, and its loop ended.</summary>
    public static async Task EndAsync(WebSocketConnection connection, int code)
    {
        connection.StopReceiving();
        connection.BeginClose(code);
        await connection.DisposeAsync().ConfigureAwait(false);
        await connection.Ended.ConfigureAwait(false);
    }

    private static HostOptions WithLogger(HttpContext context, HostOptions options) =>
        options.Logger is NullLogger
            ? options with
            {
                Logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category),
            }
            : options;

    /// <summary>
    /// The socket that the server itself would hand out, where it has no bytes to give: TestServer's, behind WebApplicationFactory. Null
    /// where there is none, or where the request can be upgraded.
    /// </summary>
    private static IHttpWebSocketFeature? ServersOwn(HttpContext context)
    {
        if (
            context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        )
            return null;
        var feature = context.Features.Get<IHttpWebSocketFeature>();
        if (feature is WebSocketFeature ours) feature = ours.Below;
        return feature is { IsWebSocketRequest: true } ? feature : null;
    }

    [LoggerMessage(1, LogLevel.Information, "An upgrade of {Path} is refused with 403: {Seen} ({Rule}).")]
    private static partial void OriginRefused(ILogger logger, string path, string seen, string rule);

    private static HandshakeError NotUpgradable { get; } =
        new(StatusCodes.Status501NotImplemented, Seq<Header>.Empty, "RFC 9110 §7.8", "this server does not let a request upgrade");

    private static RequestHead Head(HttpContext context)
    {
        var headers = new List<Header>();
        foreach (var (name, values) in context.Request.Headers)
            foreach (var value in values) headers.Add(new Header(name, value ?? ""));

        // A server without a wire has no target as it stood there.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.Length == 0)
            target =
                $"{context.Request.PathBase.ToUriComponent()}{context.Request.Path.ToUriComponent()}"
                    + $"{context.Request.QueryString.ToUriComponent()}";
        return new RequestHead(context.Request.Method, target, Seq.create<Header>(headers.ToArray()));
    }

    private static IPEndPoint? Remote(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null;
}
