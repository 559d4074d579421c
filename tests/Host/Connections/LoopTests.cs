using System.Net.Sockets;

namespace Pure.WebSockets.Host.Tests;

public sealed class LoopTests
{
    [Fact]
    public async Task A_ping_is_answered_while_the_application_does_not_receive()
    {
        var leave = new TaskCompletionSource();
        await using var serving = Serving.With(_ => leave.Task);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("unread"), .. RawPeer.Frame(Opcode.Ping, [1, 2, 3])]);
        Assert.Equal(new Frame(Opcode.Pong, Final: true, Rsv1: false, new byte[] { 1, 2, 3 }), await peer.ReadFrameAsync());
        leave.SetResult();
        Assert.Equal(CloseCode.NormalClosure, (await peer.ReadCloseAsync()).Code);
    }

    [Fact]
    public async Task Messages_wait_for_an_application_that_is_busy()
    {
        var begin = new TaskCompletionSource();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            await begin.Task;
            await Serving.EchoAll(connection, stop);
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("one"), .. RawPeer.Text(""), .. RawPeer.Text("three"), .. RawPeer.Frame(Opcode.Ping, [])]);
        Assert.Equal(Opcode.Pong, (await peer.ReadFrameAsync())?.Opcode);
        begin.SetResult();
        Assert.Equal("one", await peer.ReadTextAsync());
        Assert.Equal("", await peer.ReadTextAsync());
        Assert.Equal("three", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task The_messages_of_one_read_are_answered_in_one_write()
    {
        var (wire, peer) = await Wired.PairAsync();
        using var _ = peer;
        await using var end = new LoneEnd(
            Role.Server,
            wire,
            async connection =>
            {
                while (await connection.ReceiveAsync() is { } message)
                    await connection.SendAsync(message.Kind, message.Data);
            }
        );
        var sent = Enumerable
            .Range(0, 1000)
            .SelectMany(i => RawPeer.Text($"message {i}").Concat(i % 100 == 0 ? RawPeer.Frame(Opcode.Ping, [1]) : []))
            .ToArray();
        await peer.SendAsync(sent);
        end.Start();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal($"message {i}", await peer.ReadTextAsync());
            if (i % 100 == 0) Assert.Equal(Opcode.Pong, (await peer.ReadFrameAsync())?.Opcode);
        }

        // All of it fits one read, but the system may deliver it in a few parts.
        Assert.InRange(wire.Writes, 1, 10);
        Assert.InRange(wire.Reads, wire.Writes, 20);
    }

    [Fact]
    public async Task A_close_frame_leaves_in_the_same_write_as_the_message_before_it()
    {
        var (wire, peer) = await Wired.PairAsync();
        using var _ = peer;
        await using var end = new LoneEnd(Role.Server, wire, async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendTextAsync("bye");
            await connection.CloseAsync();
        });
        await peer.SendAsync(RawPeer.Text("hello"));
        end.Start();
        Assert.Equal("bye", await peer.ReadTextAsync());
        Assert.Equal(CloseCode.NormalClosure, (await peer.ReadCloseAsync()).Code);
        Assert.Equal(1, wire.Writes);
    }

    [Fact]
    public async Task An_idle_connection_holds_no_buffer()
    {
        // Many at once, because a socket sometimes wakes for bytes that are read already.
        const int Many = 400;
        await using var serving = Serving.Echo();
        var peers = new System.Collections.Concurrent.ConcurrentBag<RawPeer>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Many), new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (_, _) =>
        {
            var peer = await RawPeer.OpenAsync(serving.EndPoint);
            peers.Add(peer);
            await peer.SendAsync(RawPeer.Text("once"));
            Assert.Equal("once", await peer.ReadTextAsync());
        });
        await Patience.Until(() => serving.Server.Buffers.Rented == 0);
        Assert.Equal(Many, serving.Server.ConnectionCount);
        foreach (var peer in peers) peer.Dispose();
    }

    [Fact]
    public async Task A_client_end_masks_with_a_fresh_key_for_each_frame_and_converses()
    {
        await using var serving = Serving.Echo();
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var wire = new Wired(peer.Socket);
        await using var end = new LoneEnd(Role.Client, wire, async connection =>
        {
            for (var i = 0; i < 200; i++)
            {
                await connection.SendTextAsync($"masked {i}");
                Assert.Equal($"masked {i}", (await connection.ReceiveAsync())?.ToText());
            }

            Assert.True((await connection.CloseAsync(4000, "enough")).Clean);
        });
        end.Start();
        await end.Application.Within();
        Assert.Equal(201, wire.Keys.Distinct().Count());
    }

    [Fact]
    public async Task Messages_of_one_read_are_answered_in_order()
    {
        await using var serving = Serving.Echo();
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([
            .. RawPeer.Text("one"),
            .. RawPeer.Text("two"),
            .. RawPeer.Frame(Opcode.Ping, [3]),
            .. RawPeer.Text("four"),
            .. RawPeer.Frame(Opcode.Text, "fi"u8.ToArray(), final: false),
            .. RawPeer.Frame(Opcode.Ping, [4]),
            .. RawPeer.Frame(Opcode.Continuation, "ve"u8.ToArray()),
            .. RawPeer.Text("six"),
            .. RawPeer.Frame(Opcode.Close, [0x03, 0xE8]),
            .. RawPeer.Text("behind it"),
        ]);
        var answers = new List<string>();
        while (await peer.ReadFrameAsync() is { } frame)
            answers.Add(frame.Opcode == Opcode.Text ? frame.Payload.ToText() : $"{frame.Opcode}");
        Assert.Equal(["one", "two", "Pong", "four", "Pong", "five", "six", "Close"], answers);
    }

    [Fact]
    public async Task A_blocking_application_blocks_only_its_own_connection()
    {
        using var block = new ManualResetEventSlim();
        await using var serving = Serving.With(async connection =>
        {
            while (await connection.ReceiveAsync() is { } message)
            {
                if (message.ToText() == "block") Assert.True(block.Wait(Patience.Time));
                await connection.SendAsync(message.Kind, message.Data);
            }
        });
        using var blocked = await RawPeer.OpenAsync(serving.EndPoint);
        using var other = await RawPeer.OpenAsync(serving.EndPoint);
        await blocked.SendAsync(RawPeer.Text("block"));
        await other.SendAsync(RawPeer.Text("free"));
        Assert.Equal("free", await other.ReadTextAsync());
        block.Set();
        Assert.Equal("block", await blocked.ReadTextAsync());
    }

    [Fact]
    public async Task A_message_copied_outlives_the_next_receive()
    {
        var kept = new TaskCompletionSource<string>();
        await using var serving = Serving.With(async connection =>
        {
            var first = (await connection.ReceiveAsync())!.Value.Copy();
            await connection.ReceiveAsync();
            kept.SetResult(first.ToText());
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("first"), .. RawPeer.Text("other")]);
        Assert.Equal("first", await kept.Task.Within());
    }

    [Fact]
    public async Task Two_receives_at_a_time_are_misuse_that_harms_nothing()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(async connection =>
        {
            var first = connection.ReceiveAsync().AsTask();
            failure.SetResult(await Record.ExceptionAsync(() => connection.ReceiveAsync().AsTask()));
            await connection.SendTextAsync((await first)!.Value.ToText());
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.IsType<InvalidOperationException>(await failure.Task.Within());
        await peer.SendAsync(RawPeer.Text("still here"));
        Assert.Equal("still here", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task A_client_that_vanishes_within_a_message_leaves_no_memory()
    {
        await using var serving = Serving.Echo();
        for (var i = 0; i < 10; i++)
        {
            using var peer = await RawPeer.OpenAsync(serving.EndPoint);
            var frame = RawPeer.Frame(Opcode.Binary, new byte[100_000]);
            await peer.SendAsync(frame[..(frame.Length * i / 10)]);
            if (i % 2 == 0) peer.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        await serving.BecomesEmpty();
        Assert.Empty(serving.Errors);
    }
}
