using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Bench;

/// <summary>The server in the started process. It writes its port and echoes until its standard input ends.</summary>
internal static class EchoServer
{
    /// <summary>The input line that requests the size of the managed heap after a full collection. The answer is one line.</summary>
    public const string Collect = "collect";

    /// <summary>The servers that this program implements.</summary>
    public static IEnumerable<EchoServerKind> Kinds { get; } =
    [EchoServerKind.Kestrel, EchoServerKind.Sockets, EchoServerKind.Epoll, EchoServerKind.Handler];

    private static readonly TimeSpan RestAfter = TimeSpan.FromSeconds(1);

    public static int? Run(string kind, string[] words)
    {
        if (!Enum.TryParse<EchoServerKind>(kind, out var which) || !Kinds.Contains(which) || EchoServerForm.Of(words) is not { } form)
            return null;
        if (which == EchoServerKind.Kestrel)
            ServeKestrelAsync(form).GetAwaiter().GetResult();
        else
            ServeOursAsync(
                    Options(form) with
                    {
                        Transport = which == EchoServerKind.Sockets ? ServerTransport.Sockets : ServerTransport.Epoll,
                    },
                    which == EchoServerKind.Handler
                )
                .GetAwaiter()
                .GetResult();
        return 0;
    }

    // All messages are compressed, as with the other servers. Idle connections are compacted after one second to shorten the measurement.
    private static WebSocketServerOptions Options(EchoServerForm form) =>
        !form.Deflate
            ? WebSocketServerOptions.Default
            : WebSocketServerOptions.Default with
            {
                Protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default with { MinBytes = 0 } },
                CompactAfter = RestAfter,
            };

    private static async Task ServeOursAsync(WebSocketServerOptions options, bool hasHandler)
    {
        // This must be set before the first socket. An echo never blocks the threads of the socket events.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        var endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        await using var server = hasHandler
            ? WebSocketServer.Start(endPoint, new EchoHandler(), options)
            : WebSocketServer.Start(endPoint, EchoAsync, options);
        await ServeUntilTheEndAsync(server.Port);
    }

    private static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    private static async Task ServeKestrelAsync(EchoServerForm form)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(
                new WebSocketAcceptContext { DangerousEnableCompression = form.Deflate }
            );
            await KestrelEcho.RunAsync(socket, form.Buffer);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await ServeUntilTheEndAsync(new Uri(address).Port);
    }

    private static async Task ServeUntilTheEndAsync(int port)
    {
        Console.WriteLine(port);
        while (await Console.In.ReadLineAsync() is { } asked)
        {
            if (asked != Collect) continue;
            ProcessMemory.Settle();
            Console.WriteLine(GC.GetTotalMemory(forceFullCollection: false));
        }
    }

    private sealed class EchoHandler : WebSocketHandler
    {
        public override void OnMessage(WebSocketConnection connection, BorrowedMessage message) =>
            connection.TrySend(message.Kind, message.Data);
    }
}
