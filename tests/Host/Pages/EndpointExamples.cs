using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The code of docs/aspnetcore.md and docs/drop-in.md, compiled and run here. A test compares the lines with the pages. Whole programs of
/// the pages run in tests/Conformance/Pages.
/// </summary>
public sealed class EndpointExamples
{
    [Fact]
    public async Task An_endpoint_chooses_a_subprotocol_and_rejects_requests_without_one()
    {
        await using var site = await Site.StartAsync(Http.One, Chatting);
        using var socket = await site.ConnectAsync("/chat", asked => asked.AddSubProtocol("chat.v1"));
        Assert.Equal("chat.v1", socket.SubProtocol);
        Assert.Equal(HttpStatusCode.BadRequest, await site.RefusedAsync("/chat"));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await site.RefusedAsync("/chat", asked =>
            {
                asked.AddSubProtocol("chat.v1");
                asked.SetRequestHeader("Origin", "https://example.org");
            })
        );
    }

    [Fact]
    public async Task An_endpoint_asks_a_service_before_it_accepts()
    {
        await using var site = await Site.StartAsync(
            Http.One,
            app => app.MapPureWebSocket("/", ChatAsync, Checking()),
            services => services.AddScoped<Users>()
        );
        using var socket = await site.ConnectAsync("/?name=ada");
        Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal(HttpStatusCode.Forbidden, await site.RefusedAsync("/?name=eve"));
    }

    [Fact]
    public async Task The_middleware_hands_out_sockets_of_this_library()
    {
        var handed = new ConcurrentQueue<Type>();
        foreach (var use in new Action<WebApplication>[] { Used, UsedWithOptions })
        {
            await using var site = await Site.StartAsync(Http.One, app =>
            {
                use(app);
                app.Run(async context =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    handed.Enqueue(socket.GetType());
                });
            });
            using var client = await site.ConnectAsync("/");
            await client.ReceiveAsync(new byte[10].AsMemory(), Patience.Token);
        }

        Assert.Equal([typeof(PureWebSocket), typeof(PureWebSocket)], handed);
    }

    [Fact]
    public async Task A_connection_becomes_a_socket()
    {
        await using var serving = Serving.Echo();
        using var socket = OfConnection(
            new ApplicationBuilder(new ServiceCollection().BuildServiceProvider()),
            await WebSocketClient.ConnectAsync(serving.Uri)
        );
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        var buffer = new byte[10];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), Patience.Token);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Patience.Token);
    }

    [Fact]
    public async Task An_application_is_tested_without_a_port()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();
        app.MapPureWebSocket("/echo", Serving.EchoAll);
        await app.StartAsync(Patience.Token);
        await InMemoryAsync((Server: app.GetTestServer(), 0));
    }

    private static async Task InMemoryAsync((TestServer Server, int Unused) factory)
    {
        var client = factory.Server.CreateWebSocketClient();
        using var socket = await client.ConnectAsync(new Uri("ws://localhost/echo"), CancellationToken.None);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    private static void Chatting(WebApplication app)
    {
        app.MapPureWebSocket("/chat", ChatAsync, new PureWebSocketEndpointOptions
        {
            Origins = ["https://example.com"],
            Accept = context =>
            {
                var subprotocol = context.Request.ChooseSubprotocol("chat.v2", "chat.v1");
                return new(subprotocol.IsSome
                    ? Acceptance.Plain with { Subprotocol = subprotocol }
                    : new Rejection(400, [new Header("Content-Type", "text/plain")], ByteString.FromText("Offer chat.v2 or chat.v1.")));
            },
        });
    }

    private static PureWebSocketEndpointOptions Checking()
    {
        var checking = new PureWebSocketEndpointOptions
        {
            Accept = async context =>
            {
                var users = context.HttpContext.RequestServices.GetRequiredService<Users>();
                var isKnown = await users.HasAsync(context.Request.Query, context.CancellationToken);
                return isKnown ? Acceptance.Plain : Rejection.WithStatus(403);
            },
        };
        return checking;
    }

    private static void Used(WebApplication app)
    {
        app.UsePureWebSockets();   // in place of app.UseWebSockets()
    }

    private static void UsedWithOptions(WebApplication app)
    {
        app.UsePureWebSockets(new PureWebSocketOptions
        {
            Origins = ["https://example.com"],
            Protocol = ConnectionOptions.Default with
            {
                KeepAliveInterval = TimeSpan.FromMinutes(2),
                PongTimeout = TimeSpan.FromSeconds(30),
            },
        });
    }

    private static System.Net.WebSockets.WebSocket OfConnection(ApplicationBuilder app, WebSocketConnection connection)
    {
        app.UsePureWebSockets();                             // ASP.NET Core: HttpContext.WebSockets returns PureWebSockets
        WebSocket socket = new PureWebSocket(connection);    // or on a connection of your own
        return socket;
    }

    private static Task ChatAsync(WebSocketConnection connection, CancellationToken stop) => Serving.EchoAll(connection, stop);

    private sealed class Users
    {
        public Task<bool> HasAsync(string query, CancellationToken cancellationToken) =>
            Task.FromResult(!cancellationToken.IsCancellationRequested && query.Contains("ada", StringComparison.Ordinal));
    }
}
