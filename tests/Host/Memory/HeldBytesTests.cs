using System.Collections.Concurrent;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The bound of the memory that all connections of a server hold.</summary>
public sealed class HeldBytesTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public void Over_the_bound_the_youngest_reads_on_and_the_others_pause_the_oldest_too()
    {
        var held = new HeldBytes(100);
        var (oldest, middle, youngest, idle) = (new Holder(), new Holder(), new Holder(), new Holder());
        held.Join(oldest);
        held.Join(middle);
        held.Join(youngest);
        held.Join(oldest);
        held.Add(100);
        Assert.All([oldest, middle, youngest, idle], holder => Assert.False(held.HasToWait(holder)));
        held.Add(1);
        Assert.Equal([true, true, false, false], new[] { oldest, middle, youngest, idle }.Select(held.HasToWait));

        // An even younger one pauses too. Otherwise each new one could hold a message.
        var later = new Holder();
        held.Join(later);
        Assert.True(held.HasToWait(later));
        held.Leave(later);

        // When it is done, the next one reads on; when a quarter is free, all do.
        held.Leave(youngest);
        Assert.True(middle.Went.WaitOne(Patience.Time), "the next youngest was not woken");
        Assert.Equal([true, false], new[] { oldest, middle }.Select(held.HasToWait));
        held.Add(-25);
        Assert.True(held.HasToWait(oldest));
        held.Add(-1);
        Assert.False(held.HasToWait(oldest));
        Assert.True(oldest.Went.WaitOne(Patience.Time), "the oldest was not woken");
    }

    [Theory]
    [InlineData(ServerTransport.Sockets)]
    [InlineData(ServerTransport.Epoll)]
    public async Task Messages_of_many_peers_hold_little_more_than_the_bound_and_all_arrive_whole(
        ServerTransport transport
    )
    {
        Assert.SkipUnless(transport != ServerTransport.Epoll || OperatingSystem.IsLinux(), "epoll is Linux's");
        const int Peers = 8, Bound = 8 * MiB, Size = 4 * MiB;
        var most = 0L;
        var come = new ConcurrentQueue<int>();
        await using var server = WebSocketServer.Start(
            new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop)) come.Enqueue(message.Data.Length);
            },
            new WebSocketServerOptions { MaxHeldBytes = Bound, Transport = transport });
        var peers = new List<RawPeer>();
        for (var number = 0; number < Peers; number++) peers.Add(await RawPeer.OpenAsync(server.LocalEndPoint));

        // All but the last byte: no message is complete, so nothing is given back, and no peer can send on.
        var frame = RawPeer.Frame(Opcode.Binary, new byte[Size]);
        var sending = peers.ConvertAll(peer => Task.Run(() => peer.SendAsync(frame[..^1])));
        await Patience.Until(() => server.Buffers.Bound!.IsOver);
        for (long before = -1, now; before != (now = server.Buffers.Bound!.Held); await Task.Delay(200))
        {
            before = now;
            most = Math.Max(most, now);
        }

        // The bound, plus the message of the one that reads on and a quarter of it, plus one read for each of the others.
        Assert.InRange(most, Bound, Bound + (Size / 4 * 5) + (Peers * (Size / 5 / 2)));
        Assert.Empty(come);

        // Small messages of another connection still come through.
        using (var other = await RawPeer.OpenAsync(server.LocalEndPoint))
        {
            await other.SendAsync(RawPeer.Text("small"));
            await Patience.Until(() => come.Contains(5));
        }

        var ending = peers.Select(async (peer, index) =>
        {
            await sending[index];
            await peer.SendAsync(frame[^1..]);
        }).ToArray();
        await Task.WhenAll(ending).Within();
        await Patience.Until(() => come.Count(length => length == Size) == Peers);
        foreach (var peer in peers) peer.Dispose();
        await Patience.Until(() => server.ConnectionCount == 0 && server.Buffers.Rented == 0);
        Assert.Equal((0L, false), (server.Buffers.Bound!.Held, server.Buffers.Bound.IsOver));
    }

    [Fact]
    public async Task Without_the_option_nothing_is_counted_and_a_negative_one_is_refused()
    {
        await using var serving = Serving.Echo();
        Assert.Null(serving.Server.Buffers.Bound);
        Assert.Throws<ArgumentOutOfRangeException>(() => Serving.Echo(WebSocketServerOptions.Default with { MaxHeldBytes = -1 }));
    }

    private sealed class Holder : IHolder
    {
        public AutoResetEvent Went { get; } = new(initialState: false);

        public void ReadOn() => Went.Set();
    }
}
