using System.Net;
using System.Security.Cryptography;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A connection that is busy, or that blocks, does not slow down the others.</summary>
public sealed class FairnessTests
{
    private const int RoundTrips = 50;

    public static TheoryData<ServerTransport> Transports =>
        OperatingSystem.IsLinux() ? [ServerTransport.Sockets, ServerTransport.Epoll] : [ServerTransport.Sockets];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Greedy_connections_do_not_starve_a_modest_one(ServerTransport transport)
    {
        // The server is slower than its peers: there is always more to read, and no peer has a reason to stop.
        var digested = 0L;
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop))
            {
                if (message.Kind == MessageKind.Text) await connection.SendAsync(message.Kind, message.Data, stop);
                else Interlocked.Add(ref digested, message.Data.Length + SHA512.HashData(message.Data.Span)[0] - 255);
            }
        }, new WebSocketServerOptions { Transport = transport });
        using var over = new CancellationTokenSource();
        var flood = RawPeer.Frame(Opcode.Binary, new byte[256 * 1024]);
        var greedy = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var peer = await RawPeer.OpenAsync(server.LocalEndPoint);
            while (!over.IsCancellationRequested) await peer.SendAsync(flood);
        })).ToArray();
        await Patience.Until(() => Volatile.Read(ref digested) > 1024 * 1024);

        using var modest = await RawPeer.OpenAsync(server.LocalEndPoint);
        await Converse(modest);
        Assert.All(greedy, task => Assert.False(task.IsCompleted));
        await over.CancelAsync();
        await Task.WhenAll(greedy).Within();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Peers_that_do_not_read_do_not_hold_up_one_that_does(ServerTransport transport)
    {
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            Serving.EchoAll,
            new WebSocketServerOptions { Transport = transport, StopTimeout = TimeSpan.Zero }
        );
        var large = RawPeer.Frame(Opcode.Binary, new byte[500_000]);
        var slow = new List<RawPeer>();
        for (var number = 0; number < 8; number++)
        {
            var peer = await RawPeer.OpenAsync(server.LocalEndPoint, socket => socket.ReceiveBufferSize = 64 * 1024);
            slow.Add(peer);

            // Until the server takes no more, because the peer does not read the echoes.
            using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            try
            {
                while (true) await peer.Socket.SendAsync(large, System.Net.Sockets.SocketFlags.None, enough.Token);
            }
            catch (OperationCanceledException)
            {
                // The transport is full.
            }
        }

        using var modest = await RawPeer.OpenAsync(server.LocalEndPoint);
        await Converse(modest);
        foreach (var peer in slow) peer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Applications_that_block_do_not_hold_up_the_others(ServerTransport transport)
    {
        // More connections than threads, all at the same moment.
        var blocking = 3 * Environment.ProcessorCount;
        using var block = new ManualResetEventSlim();
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop))
            {
                if (message.ToText() == "block") Assert.True(block.Wait(Patience.Time, stop));
                await connection.SendAsync(message.Kind, message.Data, stop);
            }
        }, new WebSocketServerOptions { Transport = transport });
        var peers = new List<RawPeer>();
        for (var number = 0; number < 4 * blocking; number++) peers.Add(await RawPeer.OpenAsync(server.LocalEndPoint));
        foreach (var peer in peers.Take(blocking)) await peer.SendAsync(RawPeer.Text("block"));
        await Task.WhenAll(peers.Skip(blocking).Select(Converse));
        block.Set();
        foreach (var peer in peers.Take(blocking)) Assert.Equal("block", await peer.ReadTextAsync());
        await Task.WhenAll(peers.Take(blocking).Select(Converse));
        foreach (var peer in peers) peer.Dispose();
    }

    private static async Task Converse(RawPeer modest)
    {
        for (var number = 0; number < RoundTrips; number++)
        {
            await modest.SendAsync(RawPeer.Text($"{number}"));
            Assert.Equal($"{number}", await modest.ReadTextAsync().Within());
        }
    }
}
