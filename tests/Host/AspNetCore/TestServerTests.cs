using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pure.WebSockets.AspNetCore;
using WebSocket = System.Net.WebSockets.WebSocket;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Applications on TestServer, as in WebApplicationFactory. Their WebSockets are this library's, in memory.</summary>
public sealed class TestServerTests
{
    [Fact]
    public async Task MapWebSocket_runs_on_a_connection_of_this_library()
    {
        WebSocketConnection? within = null;
        await using var factory = new Factory(app =>
            app.UseRouting()
                .UseEndpoints(routes =>
                    routes.MapPureWebSocket(
                        "/echo/{room}",
                        async (context, connection, stop) =>
                        {
                            within = connection;
                            await connection.SendTextAsync($"{context.Request.RouteValues["room"]} {connection.Request.Target}", stop);
                            await Serving.EchoAll(connection, stop);
                        }
                    )
                )
        );
        using var client = await factory.Server.CreateWebSocketClient().ConnectAsync(new Uri("ws://localhost/echo/7?a=b"), Patience.Token);
        Assert.Equal("7 /echo/7?a=b", await ReceiveTextAsync(client));
        foreach (var size in new[] { 0, 1, 65_536, 1_000_000 })
        {
            var data = new byte[size];
            new Random(size).NextBytes(data);
            var sending = client.SendAsync(data, WebSocketMessageType.Binary, endOfMessage: true, Patience.Token);
            Assert.Equal(data, (await ReceiveAsync(client)).Data);
            await sending;
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Patience.Token);
        var closure = await within!.Closed.Within();
        Assert.Equal(new CloseStatus(1000, "done"), closure.Theirs.IfNone(() => throw new InvalidOperationException("no close frame")));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task The_bound_of_the_held_memory_applies_on_TestServer_too()
    {
        var within = new TaskCompletionSource<WebSocketConnection>();
        await using var factory = new Factory(app =>
            app.UseRouting()
                .UseEndpoints(routes =>
                    routes.MapPureWebSocket(
                        "/",
                        async (connection, stop) =>
                        {
                            within.SetResult(connection);
                            await Serving.EchoAll(connection, stop);
                        },
                        new PureWebSocketEndpointOptions { MaxHeldBytes = 1_000_000 }
                    )
                )
        );
        using var client = await factory.Server.CreateWebSocketClient().ConnectAsync(new Uri("ws://localhost/"), Patience.Token);
        var bound = (await within.Task.Within()).Buffers.Bound;
        Assert.NotNull(bound);
        await client.SendAsync(new byte[50_000], WebSocketMessageType.Binary, endOfMessage: false, Patience.Token);
        await Patience.Until(() => bound.Held > 0);
        await client.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: true, Patience.Token);
        Assert.Equal(50_001, (await ReceiveAsync(client)).Data.Length);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        await Patience.Until(() => bound.Held == 0);
    }

    [Fact]
    public async Task UsePureWebSockets_hands_out_a_socket_of_this_library_with_the_subprotocol_that_was_chosen()
    {
        var handed = new TaskCompletionSource<WebSocket>();
        await using var factory = new Factory(app => app.UsePureWebSockets().Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("chat");
            handed.SetResult(socket);
            await EchoAsync(socket);
        }));
        var asking = factory.Server.CreateWebSocketClient();
        asking.SubProtocols.Add("chat");
        using var client = await asking.ConnectAsync(new Uri("ws://localhost/"), Patience.Token);
        Assert.IsType<PureWebSocket>(await handed.Task.Within());
        Assert.Equal("chat", client.SubProtocol);
        await client.SendAsync("in "u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Patience.Token);
        await client.SendAsync("parts"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        Assert.Equal("in parts", await ReceiveTextAsync(client));
        await client.CloseAsync((WebSocketCloseStatus)4001, "of mine", Patience.Token);
        Assert.Equal((WebSocketCloseStatus)4001, client.CloseStatus);
    }

    [Fact]
    public async Task What_breaks_a_rule_of_the_protocol_is_closed_as_it_is_over_a_wire()
    {
        await using var factory = new Factory(app =>
            app.UseRouting()
                .UseEndpoints(routes =>
                {
                    routes.MapPureWebSocket("/text", Serving.EchoAll);
                    routes.MapPureWebSocket(
                        "/small",
                        Serving.EchoAll,
                        new PureWebSocketEndpointOptions
                        {
                            Protocol = ConnectionOptions.Default with { Limits = new Limits { MaxMessageBytes = 10 } },
                        }
                    );
                    routes.MapPureWebSocket("/fails", static (_, _) => throw new InvalidDataException("on purpose"));
                    routes.MapPureWebSocket("/leaves", static (connection, stop) => connection.SendTextAsync("bye", stop).AsTask());
                })
        );
        Assert.Equal(
            1009,
            await EndsWithAsync(
                "/small",
                client => client.SendAsync(new byte[11], WebSocketMessageType.Binary, endOfMessage: true, Patience.Token)
            )
        );
        Assert.Equal(1011, await EndsWithAsync("/fails", static _ => Task.CompletedTask));
        Assert.Equal(1000, await EndsWithAsync("/leaves", async client => Assert.Equal("bye", await ReceiveTextAsync(client))));

        async Task<int> EndsWithAsync(string target, Func<WebSocket, Task> act)
        {
            using var client = await factory
                .Server.CreateWebSocketClient()
                .ConnectAsync(new Uri("ws://localhost" + target), Patience.Token);
            await act(client);
            Assert.Equal(WebSocketMessageType.Close, (await ReceiveAsync(client)).Type);
            return (int)client.CloseStatus!;
        }
    }

    [Theory]
    [InlineData(999, "no code")]
    [InlineData(1006, "")]
    [InlineData(
        1000,
        "a reason of more bytes than a close frame holds, which is what its 125 bytes leave behind the code: 123, and not one byte more")]
    public async Task A_close_frame_that_no_wire_carries_ends_the_connection_at_both_ends(int code, string reason)
    {
        var within = new TaskCompletionSource<WebSocketConnection>();
        await using var factory = new Factory(app => app.UseRouting().UseEndpoints(routes => routes.MapPureWebSocket("/", Echo)));
        using var client = await factory.Server.CreateWebSocketClient().ConnectAsync(new Uri("ws://localhost/"), Patience.Token);
        await Record.ExceptionAsync(() => client.CloseAsync((WebSocketCloseStatus)code, reason, Patience.Token).Within());
        var closure = await (await within.Task.Within()).Closed.Within();
        Assert.False(closure.Clean);
        Assert.NotEqual(WebSocketState.Open, client.State);

        Task Echo(WebSocketConnection connection, CancellationToken stop)
        {
            within.SetResult(connection);
            return Serving.EchoAll(connection, stop);
        }
    }

    [Fact]
    public async Task Compression_that_is_offered_is_agreed_on_and_used()
    {
        var agreed = new TaskCompletionSource<Agreement>();
        var options = new PureWebSocketEndpointOptions
        {
            Protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default with { MinBytes = 0 } },
        };
        await using var factory = new Factory(app =>
            app.UseRouting()
                .UseEndpoints(routes =>
                    routes.MapPureWebSocket(
                        "/",
                        async (connection, stop) =>
                        {
                            agreed.SetResult(connection.Agreement);
                            await Serving.EchoAll(connection, stop);
                        },
                        options
                    )
                )
        );
        var asking = factory.Server.CreateWebSocketClient();
        asking.ConfigureRequest = request => request.Headers.SecWebSocketExtensions = "permessage-deflate; client_max_window_bits";
        using var client = await asking.ConnectAsync(new Uri("ws://localhost/"), Patience.Token);
        var text = new string('a', 100_000);
        await client.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        Assert.Equal(text, await ReceiveTextAsync(client));
        Assert.True((await agreed.Task.Within()).Compression.IsSome);
    }

    [Fact]
    public async Task Pages_of_other_origins_are_refused_and_plain_requests_are_told_to_upgrade()
    {
        await using var factory = new Factory(
            app => app.UseRouting().UseEndpoints(routes => routes.MapPureWebSocket("/", Serving.EchoAll)));
        var asking = factory.Server.CreateWebSocketClient();
        asking.ConfigureRequest = request => request.Headers.Origin = "https://evil.example";
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            asking.ConnectAsync(new Uri("ws://localhost/"), Patience.Token)
        );
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        using var http = factory.CreateClient();
        Assert.Equal(
            System.Net.HttpStatusCode.UpgradeRequired,
            (await http.GetAsync(new Uri("/", UriKind.Relative), Patience.Token)).StatusCode
        );
        asking.ConfigureRequest = request => request.Headers.Origin = "http://localhost";
        using var client = await asking.ConnectAsync(new Uri("ws://localhost/"), Patience.Token);
    }

    [Fact]
    public async Task A_client_that_is_gone_ends_the_application()
    {
        var ended = new TaskCompletionSource<CloseResult>();
        await using var factory = new Factory(app =>
            app.UseRouting()
                .UseEndpoints(routes =>
                    routes.MapPureWebSocket(
                        "/",
                        async (connection, stop) =>
                        {
                            await Serving.EchoAll(connection, stop);
                            ended.SetResult(await connection.Closed);
                        }
                    )
                )
        );
        var client = await factory.Server.CreateWebSocketClient().ConnectAsync(new Uri("ws://localhost/"), Patience.Token);
        client.Abort();
        Assert.True((await ended.Task.Within()).Error.IsSome);
    }

    private static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), Patience.Token);
            if (received.MessageType == WebSocketMessageType.Close) break;
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, Patience.Token);
        }

        await socket.CloseAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, Patience.Token);
    }

    private static async Task<string> ReceiveTextAsync(WebSocket socket) =>
        System.Text.Encoding.UTF8.GetString((await ReceiveAsync(socket)).Data);

    private static async Task<(WebSocketMessageType Type, byte[] Data)> ReceiveAsync(WebSocket socket)
    {
        var (buffer, whole) = (new byte[4096], new MemoryStream());
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), Patience.Token);
            whole.Write(buffer, 0, received.Count);
            if (received.EndOfMessage || received.MessageType == WebSocketMessageType.Close) return (received.MessageType, whole.ToArray());
        }
    }

    /// <summary>Starts an application of the test, like Microsoft.AspNetCore.Mvc.Testing.</summary>
    private sealed class Factory(Action<IApplicationBuilder> build) : WebApplicationFactory<TestServerTests>
    {
        protected override IHostBuilder CreateHostBuilder() =>
            new HostBuilder().ConfigureWebHost(host => host.ConfigureServices(services => services.AddRouting()).Configure(build));

        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.UseContentRoot(AppContext.BaseDirectory);
    }
}
