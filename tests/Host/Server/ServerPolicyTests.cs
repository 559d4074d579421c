using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Which clients a server accepts, how many, for how long, and how it shuts down.</summary>
public sealed class ServerPolicyTests
{
    private readonly VirtualTime time = new();

    private static LanguageExt.Seq<string> List(params string[] items) => LanguageExt.Seq.create(items);

    [Theory]
    [InlineData("Origin: https://example.com\r\n", "101")]
    [InlineData("Origin: HTTPS://EXAMPLE.COM\r\n", "101")]
    [InlineData("", "101")]
    [InlineData("Origin: https://example.com.evil.org\r\n", "403")]
    [InlineData("Origin: http://example.com\r\n", "403")]
    [InlineData("Origin: null\r\n", "403")]
    public async Task Pages_of_other_origins_are_kept_out(string field, string status)
    {
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with { Origins = List("https://example.com") });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request(field));
        Assert.StartsWith($"HTTP/1.1 {status} ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graphql-ws, chat", "chat")]
    [InlineData("graphql-ws", "graphql-ws")]
    [InlineData("other", "")]
    public async Task The_first_of_its_subprotocols_that_is_offered_is_chosen(string offered, string chosen)
    {
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with { Subprotocols = List("chat", "graphql-ws") });
        await using var client = await Connecting.To(
            serving.Uri,
            WebSocketClientOptions.Default with
            {
                Subprotocols = List(offered.Split(", ")),
            }
        );
        Assert.Equal(chosen, client.Connection.Agreement.Subprotocol.IfNone(""));
    }

    [Fact]
    public async Task Clients_that_never_finish_their_requests_keep_others_waiting_only_until_their_time_is_over()
    {
        var (opening, linger) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3));
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with
        {
            Clock = time,
            LingerTimeout = linger,
            MaxHandshakes = 2,
            Protocol = ConnectionOptions.Default with { OpeningHandshakeTimeout = opening },
        });
        using var open = await RawPeer.OpenAsync(serving.EndPoint);
        using var slow = await RawPeer.ConnectAsync(serving.EndPoint);
        using var slower = await RawPeer.ConnectAsync(serving.EndPoint);
        await slow.SendAsync("GET / HT"u8.ToArray());
        await Patience.Until(() => serving.Server.ConnectionCount == 3);
        using var third = await RawPeer.ConnectAsync(serving.EndPoint);
        await third.SendAsync(RawPeer.Request());
        await open.SendAsync(RawPeer.Text("those who are in do not notice"));
        Assert.Equal("those who are in do not notice", await open.ReadTextAsync());
        await time.ElapseAsync(opening);
        await time.ElapseAsync(linger);
        Assert.StartsWith("HTTP/1.1 101 ", await third.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", await slow.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_without_messages_is_closed_and_pings_do_not_keep_it_open()
    {
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with { Clock = time, IdleTimeout = TimeSpan.FromSeconds(4) });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        for (var second = 0; second < 8; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await peer.SendAsync(RawPeer.Text("busy"));
            Assert.Equal("busy", await peer.ReadTextAsync());
        }

        for (var second = 0; second < 4; second++)
        {
            await peer.SendAsync(RawPeer.Frame(Opcode.Ping, []));
            Assert.Equal(Opcode.Pong, (await peer.ReadFrameAsync())?.Opcode);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((CloseCode.NormalClosure, "the connection was idle"), await peer.ReadCloseAsync());
    }

    [Fact]
    public async Task A_connection_that_is_used_is_not_idle_but_ends_with_its_lifetime()
    {
        await using var serving = Serving.Echo(
            WebSocketServerOptions.Default with
            {
                Clock = time,
                IdleTimeout = TimeSpan.FromSeconds(2),
                MaxLifetime = TimeSpan.FromSeconds(9),
            }
        );
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        for (var second = 0; second < 9; second++)
        {
            await peer.SendAsync(RawPeer.Text("busy"));
            Assert.Equal("busy", await peer.ReadTextAsync());
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((CloseCode.GoingAway, "the connection reached its maximum lifetime"), await peer.ReadCloseAsync());
    }

    [Fact]
    public async Task A_drain_closes_one_after_the_other_and_lets_nobody_in()
    {
        await using var serving = Serving.Echo();
        var peers = new List<RawPeer>();
        for (var i = 0; i < 5; i++) peers.Add(await RawPeer.OpenAsync(serving.EndPoint));
        await serving.Server.DrainAsync(TimeSpan.FromMilliseconds(100)).Within();
        foreach (var peer in peers)
        {
            Assert.Equal(CloseCode.GoingAway, (await peer.ReadCloseAsync()).Code);
            await peer.SendAsync(RawPeer.Frame(Opcode.Close, [0x03, 0xE9]));
        }

        await Assert.ThrowsAsync<SocketException>(() => RawPeer.ConnectAsync(serving.EndPoint));
        await serving.BecomesEmpty();
        peers.ForEach(peer => peer.Dispose());
    }
}
