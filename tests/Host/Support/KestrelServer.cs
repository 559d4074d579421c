using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Kestrel with .NET's WebSocket server, which echoes.</summary>
internal sealed class KestrelServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private KestrelServer(WebApplication application, bool secure)
    {
        this.application = application;
        Uri = new UriBuilder(application.Urls.Single()) { Scheme = secure ? "wss" : "ws", Path = "/chat" }.Uri;
    }

    public Uri Uri { get; }

    /// <summary>How each connection ended at the server.</summary>
    public Channel<string> Ends { get; } = Channel.CreateUnbounded<string>();

    /// <summary>The TCP connections of the requests.</summary>
    public ConcurrentDictionary<string, int> Connections { get; } = new(StringComparer.Ordinal);

    public static async Task<KestrelServer> StartAsync(
        bool secure = false,
        HttpProtocols protocols = HttpProtocols.Http2,
        bool compression = false,
        Func<HttpContext, bool>? refuses = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (secure) listen.UseHttps(Certificates.Own);
        }));
        var built = builder.Build();
        built.UseWebSockets();
        KestrelServer? server = null;
        built.Run(context => refuses?.Invoke(context) == true ? Task.CompletedTask : server!.EchoAsync(context, compression));
        await built.StartAsync();
        return server = new KestrelServer(built, secure);
    }

    public async ValueTask DisposeAsync()
    {
        using var brief = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await application.StopAsync(brief.Token);
        await application.DisposeAsync();
    }

    private async Task EchoAsync(HttpContext context, bool compression)
    {
        Connections.AddOrUpdate(context.Connection.Id, 1, (_, count) => count + 1);
        context.Response.Headers.Append(
            "X-Seen",
            $"{context.Request.Protocol} {context.Request.Method} {context.Request.Headers["X-Mine"]}"
        );
        context.Response.Cookies.Append("kept", "1");
        var subprotocol = context.WebSockets.WebSocketRequestedProtocols.Contains("v2", StringComparer.Ordinal) ? "v2" : null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { DangerousEnableCompression = compression, SubProtocol = subprotocol }
        );
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                await socket.SendAsync(
                    buffer.AsMemory(0, received.Count),
                    received.MessageType,
                    received.EndOfMessage,
                    CancellationToken.None
                );
                if (received is { MessageType: WebSocketMessageType.Text, Count: 5 } && buffer.AsSpan(0, 5).SequenceEqual("abort"u8))
                    context.Abort();
            }

            await socket.CloseOutputAsync(
                socket.CloseStatus ?? WebSocketCloseStatus.Empty,
                socket.CloseStatusDescription,
                CancellationToken.None
            );
            Ends.Writer.TryWrite($"closed {(int)socket.CloseStatus!.Value}");
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            Ends.Writer.TryWrite("broken");
        }
    }
}
