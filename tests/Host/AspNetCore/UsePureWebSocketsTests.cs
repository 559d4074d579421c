using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Code that accepts WebSockets through ASP.NET Core, without any reference to this library.</summary>
public sealed class UsePureWebSocketsTests
{
    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task Existing_code_runs_on_it(Http http)
    {
        var served = new TaskCompletionSource<WebSocket>();
        await using var site = await StartAsync(
            http,
            async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                served.SetResult(socket);
                var buffer = new byte[1000];
                var received = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), CancellationToken.None);
                while (!received.CloseStatus.HasValue)
                {
                    await socket.SendAsync(
                        new ArraySegment<byte>(buffer, 0, received.Count),
                        received.MessageType,
                        received.EndOfMessage,
                        CancellationToken.None
                    );
                    received = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), CancellationToken.None);
                }

                await socket.CloseAsync(received.CloseStatus.Value, received.CloseStatusDescription, CancellationToken.None);
            }
        );
        using var client = await site.ConnectAsync("/");
        Assert.IsType<PureWebSocket>(await served.Task.Within());
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Grüße ", 3000)));
        await client.SendAsync(WebSocketMessageType.Text, text);
        Assert.Equal(text, (await client.ReceiveAsync()).Data);
        await client.CloseAsync((WebSocketCloseStatus)4321, "enough", Patience.Token);
        Assert.Equal((WebSocketCloseStatus)4321, client.CloseStatus);
        Assert.Empty(site.Errors);
    }

    [Fact]
    public async Task A_request_that_asks_for_no_WebSocket_is_none()
    {
        await using var site = await StartAsync(
            Http.One,
            context => context.Response.WriteAsync($"{context.WebSockets.IsWebSocketRequest}")
        );
        var (_, body) = await site.AskAsync(HttpMethod.Get, "/");
        Assert.Equal("False", body);
        (_, body) = await site.AskAsync(HttpMethod.Get, "/", request =>
        {
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "12");
        });
        Assert.Equal("False", body);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task The_subprotocol_that_is_accepted_is_told(Http http)
    {
        await using var site = await StartAsync(
            http,
            async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols[1]);
                await socket.SendAsync(
                    Encoding.UTF8.GetBytes(socket.SubProtocol!),
                    WebSocketMessageType.Text,
                    endOfMessage: true,
                    CancellationToken.None
                );
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
            }
        );
        using var client = await site.ConnectAsync(
            "/",
            asked =>
            {
                asked.AddSubProtocol("one");
                asked.AddSubProtocol("two");
            }
        );
        Assert.Equal("two", client.SubProtocol);
        Assert.Equal("two"u8.ToArray(), (await client.ReceiveAsync()).Data);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task Compression_is_as_the_code_that_accepts_says(Http http)
    {
        var agreed = new TaskCompletionSource<Agreement>();
        await using var site = await StartAsync(
            http,
            async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync(
                    new WebSocketAcceptContext
                    {
                        DangerousEnableCompression = true,
                        DisableServerContextTakeover = true,
                        ServerMaxWindowBits = 10,
                    }
                );
                agreed.SetResult(((PureWebSocket)socket).Connection.Agreement);
                await EchoAsync(socket);
            }
        );
        using var client = await site.ConnectAsync("/", asked => asked.DangerousDeflateOptions = new WebSocketDeflateOptions());
        var data = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("again and again ", 500)));
        await client.SendAsync(WebSocketMessageType.Text, data);
        Assert.Equal(data, (await client.ReceiveAsync()).Data);
        Assert.Equal(
            DeflateParameters.Default with
            {
                ServerNoContextTakeover = true,
                ServerMaxWindowBits = 10,
            },
            (await agreed.Task.Within()).Compression.IfNone(DeflateParameters.Default)
        );
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    }

    [Fact]
    public async Task Compression_is_off_where_nobody_says_it()
    {
        await using var site = await StartAsync(
            Http.One,
            async context => await EchoAsync(await context.WebSockets.AcceptWebSocketAsync())
        );
        using var client = await site.ConnectAsync("/", asked => asked.DangerousDeflateOptions = new WebSocketDeflateOptions());
        Assert.False(client.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions"));
    }

    [Fact]
    public async Task Pings_are_as_the_code_that_accepts_says_and_a_peer_that_does_not_answer_is_dropped()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var site = await StartAsync(
            Http.One,
            async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync(
                    new WebSocketAcceptContext
                    {
                        KeepAliveInterval = TimeSpan.FromMilliseconds(50),
                        KeepAliveTimeout = TimeSpan.FromMilliseconds(50),
                    }
                );
                failure.SetResult(await Record.ExceptionAsync(async () => await socket.ReceiveAsync()));
            }
        );
        using var peer = await RawPeer.OpenAsync(site.EndPoint);
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        Assert.Equal(
            WebSocketError.ConnectionClosedPrematurely,
            Assert.IsType<WebSocketException>(await failure.Task.Within()).WebSocketErrorCode
        );
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task A_page_of_an_origin_that_is_not_allowed_is_refused_with_403(Http http)
    {
        await using var site = await StartAsync(
            http,
            async context => await EchoAsync(await context.WebSockets.AcceptWebSocketAsync()),
            new PureWebSocketOptions { Origins = LanguageExt.Seq.create("https://good.example") }
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await site.RefusedAsync("/", asked => asked.SetRequestHeader("Origin", "https://evil.example"))
        );
        using var good = await site.ConnectAsync("/", asked => asked.SetRequestHeader("Origin", "https://good.example"));
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task Code_that_fails_closes_with_1011_and_its_exception_goes_on(Http http)
    {
        await using var site = await StartAsync(http, async context =>
        {
            await context.WebSockets.AcceptWebSocketAsync();
            throw new InvalidDataException("broken on purpose");
        });
        using var client = await site.ConnectAsync("/");
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        Assert.Equal("broken on purpose", (await site.OneError()).Exception?.Message);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task What_was_sent_arrives_though_the_code_leaves_without_closing(Http http)
    {
        const int Messages = 300;
        await using var site = await StartAsync(
            http,
            async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                for (var i = 0; i < Messages; i++)
                    await socket.SendAsync(
                        new byte[10_000].AsMemory(),
                        WebSocketMessageType.Binary,
                        endOfMessage: true,
                        CancellationToken.None
                    );
            }
        );
        using var client = await site.ConnectAsync("/");
        for (var i = 0; i < Messages; i++) Assert.Equal(10_000, (await client.ReceiveAsync()).Data.Length);
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task A_socket_that_is_aborted_ends_at_once(Http http)
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var site = await StartAsync(http, async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync();
            var receiving = socket.ReceiveAsync(new byte[10].AsMemory(), CancellationToken.None).AsTask();
            socket.Abort();
            failure.SetResult(await Record.ExceptionAsync(async () => await receiving));
        });
        using var client = await site.ConnectAsync("/");
        await client.SendAsync(WebSocketMessageType.Text, "go"u8.ToArray());
        Assert.IsType<OperationCanceledException>(await failure.Task.Within());
        await Assert.ThrowsAsync<WebSocketException>(() => client.ReceiveAsync());
    }

    private static Task<Site> StartAsync(Http http, RequestDelegate code, PureWebSocketOptions? options = null) =>
        Site.StartAsync(
            http,
            app =>
            {
                app.UsePureWebSockets(options);
                app.Run(code);
            }
        );

    private static async Task EchoAsync(WebSocket socket)
    {
        while (await socket.ReceiveAsync() is var (type, data) && type != WebSocketMessageType.Close)
            await Framework.SendAsync(socket, type, data);
    }
}
