using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

public sealed class FlowTests
{
    [Fact]
    public async Task When_the_application_does_not_receive_reading_stops_at_the_bound_and_continues_when_it_does()
    {
        var opened = new TaskCompletionSource<WebSocketConnection>();
        var begin = new TaskCompletionSource();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                opened.SetResult(connection);
                await begin.Task;
                var received = 0L;
                while (received < 64L * 1024 * 1024 && await connection.ReceiveAsync(stop) is { } message) received += message.Data.Length;
                await connection.SendTextAsync($"{received}", stop);
            },
            WebSocketServerOptions.Default with { MaxUnreadBytes = 256 * 1024 });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.SendBufferSize = 64 * 1024);
        var frame = RawPeer.Frame(Opcode.Binary, new byte[64 * 1024]);
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 1024; sent++) await peer.SendAsync(frame);
        });

        // The sender stops after the bound and the system's buffers, long before the end.
        var connection = await opened.Task.Within();
        await Patience.Until(() => connection.IsReadingPaused);
        Assert.False(sending.IsCompleted);
        Assert.InRange(serving.Server.Buffers.Rented, 1, 12);
        begin.SetResult();
        await sending.Within();
        Assert.Equal($"{64 * 1024 * 1024}", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task When_the_peer_does_not_read_a_send_waits_until_it_does()
    {
        var count = 0;
        var done = new TaskCompletionSource();
        await using var serving = Serving.With(async connection =>
        {
            for (; count < 1000; count++) await connection.SendAsync(MessageKind.Binary, new byte[64 * 1024]);
            done.SetResult();
            await connection.ReceiveAsync();
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.ReceiveBufferSize = 64 * 1024);
        await Patience.Until(() => Volatile.Read(ref count) > 4);
        for (var before = -1; before != Volatile.Read(ref count); await Task.Delay(300)) before = Volatile.Read(ref count);
        Assert.False(done.Task.IsCompleted);
        Assert.InRange(serving.Server.Buffers.Rented, 1, 3);
        for (var i = 0; i < 1000; i++) Assert.Equal(64 * 1024, (await peer.ReadFrameAsync())?.Payload.Length);
        await done.Task.Within();
    }

    [Fact]
    public async Task Cancelling_a_receive_loses_no_message_and_harms_nothing()
    {
        var cancelled = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            using var soon = new CancellationTokenSource(20);
            cancelled.SetResult(await Record.ExceptionAsync(() => connection.ReceiveAsync(soon.Token).AsTask()));
            await Serving.EchoAll(connection, stop);
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.IsType<OperationCanceledException>(await cancelled.Task.Within(), exactMatch: false);
        await peer.SendAsync(RawPeer.Text("still"));
        Assert.Equal("still", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task Receives_cancelled_at_any_moment_lose_no_message()
    {
        await using var serving = Serving.With(async connection =>
        {
            while (true)
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromTicks(Random.Shared.Next(5000)));
                try
                {
                    if (await connection.ReceiveAsync(soon.Token) is not { } message) return;
                    await connection.SendAsync(message.Kind, message.Data);
                }
                catch (OperationCanceledException)
                {
                    // Once again.
                }
            }
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        for (var i = 0; i < 1000; i++)
        {
            await peer.SendAsync(RawPeer.Text($"{i}"));
            Assert.Equal($"{i}", await peer.ReadTextAsync());
        }
    }

    [Fact]
    public async Task Cancelling_a_send_that_waits_for_room_sends_nothing_of_it_and_harms_nothing()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(async connection =>
        {
            await connection.SendAsync(MessageKind.Binary, new byte[16 * 1024 * 1024]);
            using var soon = new CancellationTokenSource(50);
            var waiting = connection.SendTextAsync("never", soon.Token).AsTask();
            var behind = connection.SendTextAsync("behind").AsTask();
            failure.SetResult(await Record.ExceptionAsync(() => waiting));
            await behind;
            await connection.ReceiveAsync();
        });
        using var client = await Framework.ConnectAsync(serving.Uri);
        Assert.IsType<OperationCanceledException>(await failure.Task.Within(), exactMatch: false);
        Assert.Equal(16 * 1024 * 1024, (await client.ReceiveAsync()).Data.Length);
        Assert.Equal("behind", Encoding.UTF8.GetString((await client.ReceiveAsync()).Data));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    }

    [Fact]
    public async Task Messages_sent_from_many_threads_arrive_whole_and_each_sender_s_in_order()
    {
        const int Senders = 8, Messages = 500;
        await using var serving = Serving.With(connection => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++) await connection.SendTextAsync($"{sender}:{i}:{new string((char)('a' + sender), i * 3)}");
        }))));
        using var client = await Framework.ConnectAsync(serving.Uri);
        var next = new int[Senders];
        for (var received = 0; received < Senders * Messages; received++)
        {
            var parts = Encoding.UTF8.GetString((await client.ReceiveAsync()).Data).Split(':');
            var (sender, i) = (int.Parse(parts[0]), int.Parse(parts[1]));
            Assert.Equal(next[sender]++, i);
            Assert.Equal(new string((char)('a' + sender), i * 3), parts[2]);
        }

        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
    }

    [Fact]
    public async Task Two_hundred_connections_converse_at_once()
    {
        await using var serving = Serving.Echo();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            using var client = await Framework.ConnectAsync(serving.Uri);
            for (var i = 0; i < 5; i++)
            {
                var data = new byte[number * 17];
                Array.Fill(data, (byte)(number + i));
                await client.SendAsync(WebSocketMessageType.Binary, data);
                Assert.Equal(data, (await client.ReceiveAsync()).Data);
            }

            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        }));
        await serving.BecomesEmpty();
    }
}
