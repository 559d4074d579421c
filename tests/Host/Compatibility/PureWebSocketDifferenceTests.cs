using System.Net.WebSockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Deliberate differences from .NET's implementation, each repeated many times.</summary>
public sealed class PureWebSocketDifferenceTests
{
    [Fact]
    public async Task To_cancel_a_receive_is_to_stop_waiting()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        using var stop = new CancellationTokenSource();
        var receiving = pair.Socket.ReceiveAsync(new byte[10].AsMemory(), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receiving);
        Assert.Equal(WebSocketState.Open, pair.Socket.State);
        await pair.SendAsync(RawPeer.Text("later"));
        Assert.Equal("later Text True", await PureWebSocketTests.ReceiveAsync(pair.Socket, 10));
    }

    [Fact]
    public async Task To_cancel_a_send_that_waits_for_room_is_to_stop_waiting()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours, new WebSocketConnectionOptions { MaxUnsentBytes = 1000 });
        using var stop = new CancellationTokenSource();

        // More than the stream accepts, so that later sends wait.
        var large = new byte[32 * 1024 * 1024];
        await pair.Socket.SendAsync(large, WebSocketMessageType.Binary, endOfMessage: true, Patience.Token);
        var waiting = pair.Socket.SendAsync("never"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, stop.Token);
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(WebSocketState.Open, pair.Socket.State);
        pair.Socket.Abort();
    }

    [Fact]
    public async Task To_cancel_a_close_is_to_stop_waiting_and_it_closes_all_the_same()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        using var stop = new CancellationTokenSource();
        var closing = pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", stop.Token);
        Assert.Equal(Opcode.Close, (await pair.ReadFrameAsync())?.Opcode);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closing);
        Assert.Equal(WebSocketState.CloseSent, pair.Socket.State);
        await pair.SendCloseAsync(new CloseStatus(1000, ""));
        await pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        Assert.Equal(WebSocketState.Closed, pair.Socket.State);
    }

    [Fact]
    public async Task A_ping_is_answered_though_nobody_receives()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        await pair.SendAsync(Opcode.Ping, [1, 2, 3]);
        Assert.Equal(new Frame(Opcode.Pong, Final: true, Rsv1: false, new byte[] { 1, 2, 3 }), await pair.ReadFrameAsync());
    }

    [Fact]
    public async Task Closing_takes_no_message_from_who_receives()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        var closing = pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        await pair.SendAsync([.. RawPeer.Text("one"), .. RawPeer.Text("two"), .. RawPeer.Frame(Opcode.Close, [])]);
        await closing.Within();
        Assert.Equal(WebSocketState.Closed, pair.Socket.State);
        Assert.Equal("one Text True", await PureWebSocketTests.ReceiveAsync(pair.Socket, 10));
        Assert.Equal("two Text True", await PureWebSocketTests.ReceiveAsync(pair.Socket, 10));
        Assert.Equal(" Close True", await PureWebSocketTests.ReceiveAsync(pair.Socket, 10));
        await Assert.ThrowsAsync<WebSocketException>(() => PureWebSocketTests.ReceiveAsync(pair.Socket, 10));
    }

    [Fact]
    public async Task The_peers_close_frame_is_answered_though_nobody_receives()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        await pair.SendCloseAsync(new CloseStatus(4000, ""));
        Assert.Equal(
            new Frame(Opcode.Close, Final: true, Rsv1: false, Pair.Payload(new CloseStatus(4000, ""))),
            await pair.ReadFrameAsync()
        );
        var error = await Assert.ThrowsAsync<WebSocketException>(() =>
            pair.Socket.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: true, Patience.Token)
        );
        Assert.Equal(WebSocketError.InvalidState, error.WebSocketErrorCode);
    }

    [Fact]
    public async Task A_message_can_come_before_it_is_whole()
    {
        using var pair = await Pair.OpenAsync(
            Implementation.Ours,
            new WebSocketConnectionOptions { Protocol = ConnectionOptions.Default with { Delivery = Delivery.Pieces } }
        );
        await pair.SendAsync(Opcode.Text, "begun "u8.ToArray(), final: false);
        Assert.Equal("begun  Text False", await PureWebSocketTests.ReceiveAsync(pair.Socket, 10));
        await pair.SendAsync(Opcode.Continuation, "ended"u8.ToArray());
        Assert.Equal("end Text False", await PureWebSocketTests.ReceiveAsync(pair.Socket, 3));
        Assert.Equal("ed Text True", await PureWebSocketTests.ReceiveAsync(pair.Socket, 3));
    }

    [Fact]
    public async Task A_second_receive_at_a_time_is_misuse_that_harms_nothing()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        var first = PureWebSocketTests.ReceiveAsync(pair.Socket, 10);
        await Assert.ThrowsAsync<InvalidOperationException>(() => PureWebSocketTests.ReceiveAsync(pair.Socket, 10));
        await pair.SendAsync(RawPeer.Text("mine"));
        Assert.Equal("mine Text True", await first.Within());
    }

    [Fact]
    public async Task Who_waited_for_a_message_may_block_until_the_next()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        var second = Task.Run(async () =>
        {
            await PureWebSocketTests.ReceiveAsync(pair.Socket, 10);
#pragma warning disable xUnit1031 // To block is what is tested.
            return PureWebSocketTests.ReceiveAsync(pair.Socket, 10).GetAwaiter().GetResult();
#pragma warning restore xUnit1031
        });
        await pair.SendAsync(RawPeer.Text("one"));
        await pair.SendAsync(RawPeer.Text("two"));
        Assert.Equal("two Text True", await second.Within());
    }

    [Fact]
    public async Task Text_that_is_no_text_and_codes_that_mean_nothing_are_not_sent()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        await Assert.ThrowsAsync<WebSocketMisuseException>(() =>
            pair.Socket.SendAsync(new byte[] { 0xFF }, WebSocketMessageType.Text, endOfMessage: true, Patience.Token)
        );
        await Assert.ThrowsAsync<ArgumentException>(
            "closeStatus",
            () => pair.Socket.CloseOutputAsync((WebSocketCloseStatus)2000, "", Patience.Token)
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            pair.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "\ud800", Patience.Token)
        );
        Assert.Equal(WebSocketState.Open, pair.Socket.State);
    }

    [Fact]
    public async Task A_close_frame_without_a_code_is_empty()
    {
        // .NET's implementation sends 1005, which MUST NOT be sent (RFC 6455 §7.4.1).
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        await pair.Socket.CloseOutputAsync(WebSocketCloseStatus.Empty, null, Patience.Token);
        Assert.Equal(new Frame(Opcode.Close, Final: true, Rsv1: false, ByteString.Empty), await pair.ReadFrameAsync());
    }

    [Fact]
    public async Task A_socket_that_is_disposed_says_that_it_goes_away()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        await pair.Socket.SendAsync("last words"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        pair.Socket.Dispose();
        Assert.Equal(Opcode.Text, (await pair.ReadFrameAsync())?.Opcode);
        Assert.Equal(
            new Frame(Opcode.Close, Final: true, Rsv1: false, Pair.Payload(new CloseStatus(1001, ""))),
            await pair.ReadFrameAsync()
        );
    }

    [Fact]
    public async Task Many_may_send_at_once()
    {
        const int Senders = 8;
        const int Each = 200;
        using var pair = await Pair.OpenAsync(Implementation.Ours);
        var sending = Enumerable
            .Range(0, Senders)
            .Select(sender =>
                Task.Run(async () =>
                {
                    for (var i = 0; i < Each; i++)
                        await pair.Socket.SendAsync(
                            new[] { (byte)sender, (byte)i },
                            WebSocketMessageType.Binary,
                            endOfMessage: true,
                            Patience.Token
                        );
                })
            )
            .ToArray();
        var next = new int[Senders];
        for (var i = 0; i < Senders * Each; i++)
        {
            var payload = (await pair.ReadFrameAsync())!.Value.Payload.ToArray();
            Assert.Equal(next[payload[0]]++, payload[1]);
        }

        await Task.WhenAll(sending);
    }
}
