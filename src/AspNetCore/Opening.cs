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
internal static class Opening
{
    private const string Category = "Pure.WebSockets";
    private const string Origin = "Origin";

    /// <summary>
    /// HTTP/1.1 ends the transport with the request, so a client that is owed the end is not kept waiting long. It is long enough for what was on its way when we closed.
    /// </summary>
    private static readonly TimeSpan Http1Linger = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the request can be one at all: all others pay nothing.</summary>
    public static bool IsConceivable(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    /// <summary>The upgrade that the request asks for; else the rule it breaks.</summary>
    public static Either<HandshakeError, UpgradeRequest> Check(HttpContext context)
    {
        var head = Head(context);
        if (!HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol))
            return ServerHandshake.CheckConnect(context.Features.Get<IHttpExtendedConnectFeature>()?.Protocol ?? "", head);
        return ServerHandshake.Check(head).Bind<UpgradeRequest>(request => IsConceivable(context) ? request : NotUpgradable);
    }

    /// <summary>What a rejection says of an origin that is not allowed; nothing where it is, or none is named.</summary>
    public static Option<HandshakeError> Refuse(HttpContext context, PureWebSocketOptions options)
    {
        var origin = context.Request.Headers[Origin].ToString();
        return origin.Length == 0 || options.Allows(origin) ? Option<HandshakeError>.None
            : new HandshakeError(StatusCodes.Status403Forbidden, Seq<Header>.Empty, "RFC 6455 §10.2", $"origin {origin} is not allowed");
    }

    /// <summary>Opens the connection. The request must not end before its loop has.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="response">The response that opens it, and what it agrees to.</param>
    /// <param name="options">How the connection is driven.</param>
    /// <param name="held">What bounds the memory of all of them; null for nothing.</param>
    public static async Task<WebSocketConnection> OpenAsync(
        HttpContext context, UpgradeRequest request, (ResponseHead Head, Agreement Agreement) response, HostOptions options, HeldBytes? held)
    {
        context.Response.StatusCode = response.Head.Status;
        foreach (var header in response.Head.Headers) context.Response.Headers.Append(header.Name, header.Value);
        var connect = context.Features.Get<IHttpExtendedConnectFeature>();
        var inner = connect is { IsExtendedConnect: true } ? await connect.AcceptAsync().ConfigureAwait(false)
            : await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);

        // The time for a request is not that of a connection.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (options.Logger is NullLogger) options = options with { Logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category) };
        var stream = new RequestStream(inner, context, request.Key.IsSome && Http1Linger < options.LingerTimeout ? Http1Linger : options.LingerTimeout);
        stream.Connection = WebSocketConnection.Opened(stream, Role.Server, response.Agreement, options, request, Remote(context.Connection), new Buffers(held));
        return stream.Connection;
    }

    /// <summary>Refuses the request.</summary>
    public static async Task RejectAsync(HttpContext context, Rejection rejection)
    {
        var head = ServerHandshake.Reject(rejection).IfLeft(refusal => throw new WebSocketMisuseException(refusal));
        context.Response.StatusCode = head.Status;
        foreach (var header in head.Headers.Filter(header => header.Name != "Connection")) context.Response.Headers.Append(header.Name, header.Value);

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

    private static HandshakeError NotUpgradable { get; } = new(StatusCodes.Status501NotImplemented, Seq<Header>.Empty, "RFC 9110 §7.8", "this server does not let a request upgrade");

    private static RequestHead Head(HttpContext context)
    {
        var headers = new List<Header>();
        foreach (var (name, values) in context.Request.Headers)
            foreach (var value in values) headers.Add(new Header(name, value ?? ""));
        return new RequestHead(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, Seq.create<Header>(headers.ToArray()));
    }

    private static IPEndPoint? Remote(ConnectionInfo connection) => connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null;
}
