using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An echo made of Kestrel and the framework's own WebSocket, with compression: what comes goes back piece by piece.</summary>
internal sealed class KestrelEcho : IAsyncDisposable
{
    private readonly WebApplication application;

    private KestrelEcho(WebApplication application) => this.application = application;

    public Uri Url => new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().Replace("http://", "ws://", StringComparison.Ordinal) + "/");

    public static async Task<KestrelEcho> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var built = builder.Build();
        built.UseWebSockets();
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
            // It failed the connection, as it was made to; the transport ends.
        }
    }

    private static async Task EchoAsync(WebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), stop) is var piece && piece.MessageType != WebSocketMessageType.Close)
            await socket.SendAsync(buffer.AsMemory(0, piece.Count), piece.MessageType, piece.EndOfMessage, stop);
        if (socket.State == WebSocketState.CloseReceived) await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, socket.CloseStatusDescription, CancellationToken.None);
    }
}
