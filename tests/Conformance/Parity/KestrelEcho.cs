using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An echo on Kestrel with the framework's WebSocket API and compression: each piece is sent back as it comes.</summary>
internal sealed class KestrelEcho : IAsyncDisposable
{
    private readonly WebApplication application;

    private KestrelEcho(WebApplication application) => this.application = application;

    public Uri Url =>
        new(
            application
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Single()
                .Replace("http://", "ws://", StringComparison.Ordinal) + "/"
        );

    /// <summary>With the framework's own implementation.</summary>
    public static Task<KestrelEcho> StartAsync() => StartAsync(app => app.UseWebSockets(), HttpProtocols.Http1);

    /// <summary>With our implementation, which compresses every message so that the cases can check it.</summary>
    public static Task<KestrelEcho> StartOnOursAsync(HttpProtocols protocols = HttpProtocols.Http1) =>
        StartAsync(app => app.UsePureWebSockets(new PureWebSocketOptions { Protocol = Ours.Protocol }), protocols);

    /// <summary>A server over HTTP/2 that rejects each request with 404, and with fields of the given number of bytes.</summary>
    public static Task<KestrelEcho> StartRejectingAsync(int octets) =>
        StartAsync(
            app =>
                app.Use((HttpContext context, RequestDelegate _) =>
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    for (var at = 0; at < octets / 1000; at++) context.Response.Headers[$"x-{at}"] = new string('x', 1000);
                    return Task.CompletedTask;
                }),
            HttpProtocols.Http2
        );

    private static async Task<KestrelEcho> StartAsync(Action<WebApplication> use, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var built = builder.Build();
        use(built);
        built.Run(ServeAsync);
        await built.StartAsync();
        return new KestrelEcho(built);
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private static async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
        try
        {
            await EchoAsync(socket, context.RequestAborted);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ArgumentException)
        {
            // The connection failed, as the case intends; the transport ends.
        }
    }

    private static async Task EchoAsync(WebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), stop) is var piece && piece.MessageType != WebSocketMessageType.Close)
            await socket.SendAsync(buffer.AsMemory(0, piece.Count), piece.MessageType, piece.EndOfMessage, stop);
        if (socket.State == WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(
                socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure,
                socket.CloseStatusDescription,
                CancellationToken.None
            );
    }
}
