using System.Net;
using System.Net.WebSockets;
using System.Text;
using LanguageExt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests;

public sealed class MapPureWebSocketTests
{
    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task Messages_go_both_ways(Http http)
    {
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/echo", Serving.EchoAll));
        using var client = await site.ConnectAsync("/echo");
        foreach (var length in new[] { 0, 1, 125, 126, 65_536, 1_000_000 })
        {
            var data = Samples(length);
            await client.SendAsync(WebSocketMessageType.Binary, data);
            var (type, back) = await client.ReceiveAsync();
            Assert.Equal(WebSocketMessageType.Binary, type);
            Assert.Equal(data, back);
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Patience.Token);
        Assert.Equal(WebSocketState.Closed, client.State);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        Assert.Empty(site.Errors);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task A_connection_may_bring_more_than_a_request_may(Http http)
    {
        // Kestrel's limit on a body is 30,000,000 bytes.
        const int Bytes = 1_000_000;
        const int Messages = 40;
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/count", async connection =>
        {
            var bytes = 0;
            await foreach (var message in connection.ReadAllAsync())
            {
                bytes += message.Data.Length;
                if (bytes == Bytes * Messages) await connection.SendTextAsync($"{bytes}");
            }
        }));
        using var client = await site.ConnectAsync("/count");
        for (var i = 0; i < Messages; i++) await client.SendAsync(WebSocketMessageType.Binary, new byte[Bytes]);
        Assert.Equal("40000000", Encoding.UTF8.GetString((await client.ReceiveAsync()).Data));
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task The_application_sees_the_request_and_its_context(Http http)
    {
        await using var site = await Site.StartAsync(
            http,
            app =>
                app.MapPureWebSocket(
                    "/rooms/{room}",
                    async (context, connection, stop) =>
                        await connection.SendTextAsync(
                            $"{context.GetRouteValue("room")} {connection.Request.Path} {connection.Request.Query} "
                                + $"{HeaderList.Single(connection.Request.Headers, "X-Name").IfNone("")} "
                                + $"{connection.RemoteEndPoint is IPEndPoint { Port: > 0 }}",
                            stop
                        )
                )
        );
        using var client = await site.ConnectAsync("/rooms/kitchen?table=7", options => options.SetRequestHeader("X-Name", "somebody"));
        Assert.Equal("kitchen /rooms/kitchen table=7 somebody True", Encoding.UTF8.GetString((await client.ReceiveAsync()).Data));
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task The_accept_hook_chooses_the_subprotocol_and_adds_fields(Http http)
    {
        var options = new PureWebSocketEndpointOptions
        {
            Accept = context => new(new Acceptance(
                context.Request.ChooseSubprotocol("chat.v2", "chat.v1"),
                Seq.create<Header>(new[] { new Header("X-Served-By", "here") })
            )),
        };
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/", Serving.EchoAll, options));
        using var client = await site.ConnectAsync("/", asked =>
        {
            asked.AddSubProtocol("chat.v1");
            asked.AddSubProtocol("chat.v2");
        });
        Assert.Equal("chat.v2", client.SubProtocol);
        Assert.Equal(["here"], client.HttpResponseHeaders!["X-Served-By"]);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task Messages_are_compressed_where_both_want_it(Http http)
    {
        var agreed = new TaskCompletionSource<Option<DeflateParameters>>();
        var options = new PureWebSocketEndpointOptions
        {
            Protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default with { ServerMaxWindowBits = 11 } },
        };
        await using var site = await Site.StartAsync(
            http,
            app =>
                app.MapPureWebSocket(
                    "/",
                    (connection, stop) =>
                    {
                        agreed.SetResult(connection.Agreement.Compression);
                        return Serving.EchoAll(connection, stop);
                    },
                    options
                )
        );
        using var client = await site.ConnectAsync("/", asked => asked.DangerousDeflateOptions = new WebSocketDeflateOptions());
        var data = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("again and again ", 5000)));
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(WebSocketMessageType.Text, data);
            Assert.Equal(data, (await client.ReceiveAsync()).Data);
        }

        Assert.Equal(11, (await agreed.Task.Within()).Map(parameters => parameters.ServerMaxWindowBits).IfNone(0));
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task When_the_application_returns_the_connection_is_closed_with_1000(Http http)
    {
        await using var site = await Site.StartAsync(
            http,
            app => app.MapPureWebSocket("/", connection => connection.SendTextAsync("bye").AsTask())
        );
        using var client = await site.ConnectAsync("/");
        Assert.Equal("bye", Encoding.UTF8.GetString((await client.ReceiveAsync()).Data));
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        Assert.Empty(site.Errors);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task When_the_application_fails_the_connection_is_closed_with_1011_and_the_exception_is_logged(Http http)
    {
        await using var site = await Site.StartAsync(
            http,
            app => app.MapPureWebSocket("/", static _ => throw new InvalidDataException("broken on purpose"))
        );
        using var client = await site.ConnectAsync("/");
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        var (category, exception) = await site.OneError();
        Assert.Equal("Pure.WebSockets.AspNetCore.WebSocketEndpoint", category);
        Assert.Equal("broken on purpose", Assert.IsType<InvalidDataException>(exception).Message);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task When_the_host_stops_the_connection_is_closed_with_1001_and_the_token_is_cancelled(Http http)
    {
        var told = new TaskCompletionSource();
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/", async (connection, stop) =>
        {
            await using var _ = stop.Register(told.SetResult).ConfigureAwait(false);
            await Serving.EchoAll(connection, CancellationToken.None);
        }));
        using var client = await site.ConnectAsync("/");
        var stopping = site.StopAsync();
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        await told.Task.Within();
        await stopping.Within();
        Assert.Empty(site.Errors);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task The_request_ends_when_its_connection_has_ended_and_not_before(Http http)
    {
        var (entered, ended) = (new TaskCompletionSource<WebSocketConnection>(), new TaskCompletionSource<bool>());
        await using var site = await Site.StartAsync(http, app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                if (entered.Task.IsCompleted) ended.SetResult((await entered.Task).Closed.IsCompleted);
            });
            app.UseRouting();
            app.MapPureWebSocket("/", async connection =>
            {
                entered.SetResult(connection);
                await connection.SendTextAsync("on my way");
            });
        });
        using var client = await site.ConnectAsync("/");
        Assert.Equal("on my way", Encoding.UTF8.GetString((await client.ReceiveAsync()).Data));

        // The application has returned, and the client has not answered the close frame.
        Assert.False(ended.Task.IsCompleted);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        Assert.True(await ended.Task.Within());
        Assert.True((await (await entered.Task).Closed.Within()).Clean);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task A_client_that_vanishes_ends_the_messages(Http http)
    {
        var closure = new TaskCompletionSource<CloseResult>();
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/", async connection =>
        {
            await Serving.EchoAll(connection, CancellationToken.None);
            closure.SetResult(await connection.Closed);
        }));
        using var client = await site.ConnectAsync("/");
        await client.SendAsync(WebSocketMessageType.Text, "here"u8.ToArray());
        Assert.Equal("here"u8.ToArray(), (await client.ReceiveAsync()).Data);
        client.Abort();
        Assert.Equal(CloseCode.AbnormalClosure, (await closure.Task.Within()).Code);
        Assert.Empty(site.Errors);
    }

    [Theory, MemberData(nameof(Site.All), MemberType = typeof(Site))]
    public async Task A_connection_that_is_aborted_ends_at_once(Http http)
    {
        await using var site = await Site.StartAsync(http, app => app.MapPureWebSocket("/", async connection =>
        {
            await connection.ReceiveAsync();
            connection.Abort();
        }));
        using var client = await site.ConnectAsync("/");
        await client.SendAsync(WebSocketMessageType.Text, "go"u8.ToArray());
        await Assert.ThrowsAsync<WebSocketException>(() => client.ReceiveAsync());
        Assert.Empty(site.Errors);
    }

    private static byte[] Samples(int length)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);
        return data;
    }
}
