using System.Net;
using System.Net.WebSockets;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task An_echo_server_is_three_lines()
    {
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
        });
        using var client = await Framework.ConnectAsync(new Uri($"ws://{server.LocalEndPoint}"));
        await client.SendAsync(WebSocketMessageType.Text, "three"u8.ToArray());
        Assert.Equal("three"u8.ToArray(), (await client.ReceiveAsync()).Data);
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_its_end_point()
    {
        await using var serving = Serving.Echo();
        var failure = Assert.Throws<IOException>(() => WebSocketServer.Start(serving.EndPoint, Serving.EchoAll));
        Assert.Equal($"Cannot listen on {serving.EndPoint}: the port is in use.", failure.Message);
    }

    [Fact]
    public async Task The_application_sees_the_request_the_agreement_and_where_the_client_is()
    {
        var seen = new TaskCompletionSource<(string Path, string Query, string Subprotocol, EndPoint? Remote)>();
        await using var serving = Serving.With(
            connection =>
            {
                seen.SetResult(
                    (
                        connection.Request.Path,
                        connection.Request.Query,
                        connection.Subprotocol ?? "none",
                        connection.RemoteEndPoint
                    )
                );
                return Task.CompletedTask;
            },
            new WebSocketServerOptions
            {
                Accept = context => new(Acceptance.Plain with { Subprotocol = context.Request.ChooseSubprotocol("v2", "v1") }),
            });
        using var client = await Framework.ConnectAsync(serving.Uri, options =>
        {
            options.AddSubProtocol("v1");
            options.AddSubProtocol("v2");
        });
        Assert.Equal("v2", client.SubProtocol);
        var (path, query, subprotocol, remote) = await seen.Task.Within();
        Assert.Equal(("/chat", "room=1", "v2"), (path, query, subprotocol));
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(remote).Address);
    }

    [Fact]
    public async Task A_request_can_be_rejected_with_a_status_fields_and_a_body()
    {
        var rejection = new Rejection(403, new Seq<Header>(new[] { new Header("X-Why", "origin") }), ByteString.FromText("not from there"));
        await using var serving = Serving.Echo(
            new WebSocketServerOptions { Origins = LanguageExt.Seq.create("*"), Accept = _ => new(rejection) }
        );
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request("Origin: http://elsewhere\r\n"));
        var head = await peer.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", head, StringComparison.Ordinal);
        Assert.Contains("X-Why: origin\r\n", head, StringComparison.Ordinal);
        await serving.BecomesEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hook_that_throws_or_asks_for_the_impossible_makes_a_500_and_is_told(bool throws)
    {
        await using var serving = Serving.Echo(new WebSocketServerOptions
        {
            Accept = _ => throws
                ? throw new InvalidTimeZoneException("in the hook")
                : new(new Acceptance("never offered", Seq<Header>.Empty)),
        });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request());
        Assert.StartsWith("HTTP/1.1 500 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(throws ? typeof(InvalidTimeZoneException) : typeof(WebSocketMisuseException), (await serving.OneError()).GetType());
    }

    [Fact]
    public async Task Stopping_closes_every_connection_with_1001_and_cancels_the_applications_token()
    {
        var tokens = new System.Collections.Concurrent.ConcurrentBag<CancellationToken>();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            tokens.Add(stop);
            await Serving.EchoAll(connection, stop);
        });
        using var first = await RawPeer.OpenAsync(serving.EndPoint);
        using var second = await Framework.ConnectAsync(serving.Uri);
        using var asking = await RawPeer.ConnectAsync(serving.EndPoint);
        await Patience.Until(() => serving.Server.ConnectionCount == 3 && tokens.Count == 2);
        var stopping = serving.Server.StopAsync(Patience.Time);
        Assert.Equal((CloseCode.GoingAway, ""), await first.ReadCloseAsync());
        await first.SendAsync(RawPeer.Frame(Opcode.Close, [3, 233]));
        Assert.Equal(WebSocketMessageType.Close, (await second.ReceiveAsync()).Type);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, second.CloseStatus);
        await second.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", Patience.Token);
        Assert.Null(await asking.ReadFrameAsync());
        await stopping.Within();
        Assert.All(tokens, token => Assert.True(token.IsCancellationRequested));
        Assert.Equal(0, serving.Server.ConnectionCount);
        Assert.Empty(serving.Errors);
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => RawPeer.ConnectAsync(serving.EndPoint));
    }

    [Fact]
    public async Task Stopping_drops_at_the_deadline_whoever_does_not_answer()
    {
        await using var serving = Serving.Echo();
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await serving.Server.StopAsync(TimeSpan.FromMilliseconds(100)).Within();
        Assert.Equal(0, serving.Server.ConnectionCount);
        await serving.Server.StopAsync(Patience.Time).Within();
    }

    [Fact]
    public async Task An_application_may_stop_the_server_it_runs_in()
    {
        Task? stopping = null;
        Serving? serving = null;
        serving = Serving.With(async connection =>
        {
            await connection.ReceiveAsync();
            Volatile.Write(ref stopping, serving!.Server.StopAsync(Patience.Time));
        });
        await using var _ = serving;
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Text("stop"));
        Assert.Contains((await peer.ReadCloseAsync()).Code, new[] { CloseCode.GoingAway, CloseCode.NormalClosure });
        await peer.SendAsync(RawPeer.Frame(Opcode.Close, [3, 233]));
        Assert.Null(await peer.ReadFrameAsync());
        peer.Dispose();
        await Patience.Until(() => Volatile.Read(ref stopping) is not null);
        await stopping!.Within();
    }

    [Fact]
    public async Task At_the_limit_of_connections_further_clients_wait_until_one_ends()
    {
        await using var serving = Serving.Echo(new WebSocketServerOptions { MaxConnections = 1 });
        using var first = await RawPeer.OpenAsync(serving.EndPoint);
        using var second = await RawPeer.ConnectAsync(serving.EndPoint);
        await second.SendAsync(RawPeer.Request());
        await first.SendAsync(RawPeer.Text("alone"));
        Assert.Equal("alone", await first.ReadTextAsync());
        Assert.Equal((1, 0), (serving.Server.ConnectionCount, second.Socket.Available));
        first.Dispose();
        Assert.StartsWith("HTTP/1.1 101 ", await second.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        var tooLarge = ConnectionOptions.Default with { Limits = Limits.Default with { MaxMessageBytes = long.MaxValue } };
        var options = new WebSocketServerOptions { Protocol = tooLarge };
        Assert.Throws<ArgumentOutOfRangeException>(
            "options", () => WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), Serving.EchoAll, options));
    }
}
