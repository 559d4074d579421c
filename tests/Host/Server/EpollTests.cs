using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Pure.WebSockets.Host.Epoll;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Tests specific to epoll. All other server tests run over it with PUREWS_TRANSPORT=epoll.</summary>
public sealed class EpollTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);
    private static readonly WebSocketServerOptions OverEpoll = new() { Transport = ServerTransport.Epoll };

    [Fact]
    public void On_another_system_it_is_refused_by_name()
    {
        Assert.SkipWhen(OperatingSystem.IsLinux(), "this is Linux");
        Assert.Throws<PlatformNotSupportedException>(() => WebSocketServer.Start(Anywhere, Serving.EchoAll, OverEpoll));
    }

    [Theory]
    [InlineData(ServerTransport.Epoll)]
    [InlineData(ServerTransport.Sockets)]
    public async Task Urgent_data_stops_nothing_that_comes_behind_it(ServerTransport transport)
    {
        OnLinux();
        using var blocked = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        await using var server = WebSocketServer.Start(
            Anywhere,
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop))
                {
                    await connection.SendAsync(message.Kind, message.Data, stop);

                    // The loop does not read meanwhile, so the next read finds all bytes.
                    if (message.ToText() != "wait") continue;
                    blocked.Release();
                    release.Wait(Patience.Time, CancellationToken.None);
                }
            },
            new WebSocketServerOptions { Transport = transport });
        using var peer = await RawPeer.OpenAsync(server.LocalEndPoint);
        for (var round = 0; round < 3; round++)
        {
            await peer.SendAsync(RawPeer.Text("wait"));
            Assert.True(await blocked.WaitAsync(Patience.Time, CancellationToken.None));
            await peer.Socket.SendAsync((byte[])[.. RawPeer.Text("before"), (byte)'!'], SocketFlags.OutOfBand, Patience.Token);
            await peer.SendAsync(RawPeer.Text("behind"));
            release.Release();
            Assert.Equal("wait", await peer.ReadTextAsync());
            Assert.Equal("before", await peer.ReadTextAsync());
            Assert.Equal("behind", await peer.ReadTextAsync());
        }
    }

    [Theory]
    [InlineData(ServerTransport.Epoll, ServerTransport.Epoll)]
    [InlineData(ServerTransport.Epoll, ServerTransport.Sockets)]
    [InlineData(ServerTransport.Sockets, ServerTransport.Epoll)]
    public async Task A_port_in_use_is_told_though_the_reactors_share_one(ServerTransport first, ServerTransport second)
    {
        OnLinux();
        await using var server = WebSocketServer.Start(Anywhere, Serving.EchoAll, new WebSocketServerOptions { Transport = first });
        var failure = Assert.Throws<IOException>(() =>
            WebSocketServer.Start(server.LocalEndPoint, Serving.EchoAll, new WebSocketServerOptions { Transport = second })
        );
        Assert.Equal($"Cannot listen on {server.LocalEndPoint}: the port is in use.", failure.Message);
    }

    [Fact]
    public async Task Connections_are_spread_over_the_reactors()
    {
        OnLinux();
        var threads = new ConcurrentDictionary<string, int>();
        await using var server = WebSocketServer.Start(Anywhere, async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop))
            {
                threads.AddOrUpdate(Thread.CurrentThread.Name ?? "none", 1, (_, count) => count + 1);
                await connection.SendAsync(message.Kind, message.Data, stop);
            }
        }, OverEpoll);
        var peers = new List<RawPeer>();
        for (var number = 0; number < 40 * Reactor.All.Count; number++) peers.Add(await RawPeer.OpenAsync(server.LocalEndPoint));
        foreach (var peer in peers)
        {
            await peer.SendAsync(RawPeer.Text("where"));
            Assert.Equal("where", await peer.ReadTextAsync());
            peer.Dispose();
        }

        // Sockets of other tests count too.
        Assert.Equal(Reactor.All.Count, threads.Keys.Count(name => name.StartsWith("websocket reactor", StringComparison.Ordinal)));
        Assert.All(threads.Values, count => Assert.InRange(count, 10, 40 * Reactor.All.Count));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    public async Task The_application_sees_where_the_client_is(string address)
    {
        OnLinux();
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Parse(address), 0),
            async (connection, stop) =>
            {
                await connection.SendTextAsync($"{connection.RemoteEndPoint}", stop);
                await connection.ReceiveAsync(stop);
            },
            OverEpoll
        );
        using var peer = await RawPeer.OpenAsync(
            address == "::" ? new IPEndPoint(IPAddress.Loopback, server.Port) : server.LocalEndPoint
        );
        var local = (IPEndPoint)peer.Socket.LocalEndPoint!;
        Assert.Equal($"{(address == "::" ? new IPEndPoint(local.Address.MapToIPv6(), local.Port) : local)}", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task Where_all_slots_are_held_the_next_is_served_when_one_is_free_whichever_reactor_it_came_to()
    {
        OnLinux();
        await using var server = WebSocketServer.Start(Anywhere, Serving.EchoAll, OverEpoll with { MaxConnections = 1, MaxHandshakes = 1 });
        for (var number = 0; number < 20; number++)
        {
            using var first = await RawPeer.OpenAsync(server.LocalEndPoint);
            using var waiting = await RawPeer.ConnectAsync(server.LocalEndPoint);
            await waiting.SendAsync(RawPeer.Request());
            Assert.Equal(1, server.ConnectionCount);
            first.Dispose();
            Assert.StartsWith("HTTP/1.1 101 ", await waiting.ReadHeadAsync().Within(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Servers_come_and_go_and_leave_nothing_watched()
    {
        OnLinux();
        for (var number = 0; number < 20; number++)
        {
            await using var server = WebSocketServer.Start(Anywhere, Serving.EchoAll, OverEpoll);
            using var peer = await RawPeer.OpenAsync(server.LocalEndPoint);
            await peer.SendAsync(RawPeer.Text("hello"));
            Assert.Equal("hello", await peer.ReadTextAsync());
            var stopping = server.StopAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(CloseCode.GoingAway, (await peer.ReadCloseAsync()).Code);
            peer.Dispose();
            await stopping.Within();
            var end = server.LocalEndPoint;
            await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => RawPeer.ConnectAsync(end));
        }
    }

    [Fact]
    public async Task An_application_may_go_on_anywhere_and_send_from_there()
    {
        OnLinux();
        await using var server = WebSocketServer.Start(Anywhere, async (connection, stop) =>
        {
            while (await connection.ReceiveAsync(stop) is { } message)
            {
                var data = message.Data.ToArray();
                await Task.Delay(1, stop);
                await connection.SendAsync(message.Kind, data, stop);
            }
        }, OverEpoll);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var peer = await RawPeer.OpenAsync(server.LocalEndPoint);
            foreach (var size in new[] { 1, 100, 20_000, 700_000 })
            {
                await peer.SendAsync(RawPeer.Frame(Opcode.Binary, new byte[size]));
                Assert.Equal(size, (await peer.ReadFrameAsync())?.Payload.Length);
            }
        })).Within();
    }

    [Fact]
    public async Task A_thread_whose_reactor_was_taken_over_ends_when_its_application_goes_on()
    {
        OnLinux();
        using var block = new ManualResetEventSlim();
        var blocked = new ConcurrentBag<Thread>();
        await using var server = WebSocketServer.Start(Anywhere, async (connection, stop) =>
        {
            while (await connection.ReceiveAsync(stop) is { } message)
            {
                blocked.Add(Thread.CurrentThread);
                Assert.True(block.Wait(Patience.Time, stop));
                await connection.SendAsync(message.Kind, message.Data, stop);
            }
        }, OverEpoll);
        var peers = new List<RawPeer>();
        for (var number = 0; number < 2 * Reactor.All.Count; number++) peers.Add(await RawPeer.OpenAsync(server.LocalEndPoint));
        foreach (var peer in peers) await peer.SendAsync(RawPeer.Text("block"));
        await Patience.Until(() => blocked.Count == peers.Count);
        Assert.Equal(peers.Count, blocked.Distinct().Count());
        block.Set();
        foreach (var peer in peers) Assert.Equal("block", await peer.ReadTextAsync());
        await Patience.Until(() => blocked.Count(thread => thread.IsAlive) <= Reactor.All.Count);
        foreach (var peer in peers) peer.Dispose();
    }

    [Fact]
    public async Task With_TLS_sockets_are_used()
    {
        OnLinux();
        await using var server = WebSocketServer.Start(
            Anywhere,
            Serving.EchoAll,
            Certificates.Server with
            {
                Transport = ServerTransport.Epoll,
            }
        );
        await using var client = await Connecting.To(new Uri($"wss://{server.LocalEndPoint}/"), Certificates.Client);
        Assert.Equal("secret", await client.EchoAsync("secret"));
    }

    private static void OnLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is Linux's");
}
