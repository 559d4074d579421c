using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Bench;

/// <summary>In the process that was started: echoes until its standard input ends. It writes its port first.</summary>
internal static class EchoServer
{
    private const int BufferBytes = 64 * 1024;

    public static int? Run(string kind)
    {
        if (!Enum.TryParse<EchoServerKind>(kind, out var which) || which == EchoServerKind.Ws) return null;
        if (which == EchoServerKind.Kestrel) ServeKestrelAsync().GetAwaiter().GetResult();
        else ServeOursAsync(which == EchoServerKind.Epoll ? ServerTransport.Epoll : ServerTransport.Sockets).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task ServeOursAsync(ServerTransport transport)
    {
        // Before the first socket: an echo never blocks the thread that the sockets' events come on.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        var options = WebSocketServerOptions.Default with { Transport = transport };
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), EchoAsync, options);
        await ServeUntilTheEndAsync(server.EndPoint.Port);
    }

    private static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    private static async Task ServeKestrelAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await EchoAsync(socket);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await ServeUntilTheEndAsync(new Uri(address).Port);
    }

    private static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The load is over: it drops its connections.
        }
    }

    private static async Task ServeUntilTheEndAsync(int port)
    {
        Console.WriteLine(port);
        await Console.In.ReadToEndAsync();
    }
}
