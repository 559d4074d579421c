namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The deadlines of a connection, over real sockets in virtual time: no test waits for a deadline, and a busy machine does not matter.
/// </summary>
public sealed class TimeoutTests
{
    // All are different, so that a test sees which one is awaited, and below ten seconds, because longer ones have no timer of their own.
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pong = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(4);

    // For waits whose result does not matter.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private readonly VirtualTime time = new();

    private WebSocketServerOptions Watched =>
        new()
        {
            Clock = time,
            Protocol = ConnectionOptions.Default with
            {
                OpeningHandshakeTimeout = Opening,
                KeepAliveInterval = Interval,
                PongTimeout = Pong,
                ClosingHandshakeTimeout = Closing,
            },
        };

    private static WebSocketServerOptions With(Func<ConnectionOptions, ConnectionOptions> change) =>
        new() { Protocol = change(ConnectionOptions.Default), LingerTimeout = Short };

    [Theory]
    [InlineData("")]
    [InlineData("GET /chat HTTP/1.1\r\nHost: exa")]
    public async Task A_peer_that_does_not_finish_its_request_gets_408(string begin)
    {
        await using var serving = Serving.Echo(Watched);
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(begin));
        await time.ElapseAsync(Opening);
        Assert.StartsWith("HTTP/1.1 408 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_half_open_peer_is_noticed_by_the_keep_alive_and_dropped()
    {
        var closure = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(
            async connection =>
            {
                Assert.Null(await connection.ReceiveAsync());
                closure.SetResult(await connection.Closed);
            },
            Watched);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await time.ElapseAsync(Interval);
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        await time.ElapseAsync(Pong, closure.Task);
        var end = await closure.Task.Within();
        Assert.Contains("did not answer a ping", end.Error.Map(error => error.Seen).IfNone(""), StringComparison.Ordinal);
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_deadline_for_which_there_is_no_timer_comes_too_and_not_before_its_time()
    {
        var interval = TimeSpan.FromSeconds(10);
        await using var serving = Serving.Echo(Watched with { Protocol = ConnectionOptions.Default with { KeepAliveInterval = interval } });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        time.Advance(interval - TimeSpan.FromMilliseconds(1));
        await peer.SendAsync(RawPeer.Text("not yet"));
        Assert.Equal("not yet", await peer.ReadTextAsync());

        // The server checks once a second, so it may be detected one second late.
        time.Advance(interval + TimeSpan.FromSeconds(1));
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
    }

    [Fact]
    public async Task A_peer_that_answers_pings_stays()
    {
        await using var serving = Serving.Echo(Watched);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        for (var pings = 0; pings < 10; pings++)
        {
            await time.ElapseAsync(Interval);
            Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
            await peer.SendAsync(RawPeer.Frame(Opcode.Pong, []));
        }
    }

    [Fact]
    public async Task A_pong_that_is_unread_because_the_application_is_slow_is_not_missed()
    {
        var begin = new TaskCompletionSource<WebSocketConnection>();
        var goOn = new TaskCompletionSource();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                begin.SetResult(connection);
                await goOn.Task;
                await Serving.EchoAll(connection, stop);
            },
            Watched with { MaxUnreadBytes = 10_000 });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);

        // Before the pong there are more bytes than the bound of unread messages.
        await peer.SendAsync([.. RawPeer.Frame(Opcode.Binary, new byte[10_000]), .. RawPeer.Frame(Opcode.Binary, new byte[20_000])]);
        var connection = await begin.Task.Within();
        await Patience.Until(() => connection.IsReadingPaused);
        await time.ElapseAsync(Interval);
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        await peer.SendAsync(RawPeer.Frame(Opcode.Pong, []));
        await time.ElapseAsync(Pong);
        time.Advance(10 * Pong);
        goOn.SetResult();
        Assert.Equal(10_000, (await peer.ReadFrameAsync())?.Payload.Length);
        Assert.Equal(20_000, (await peer.ReadFrameAsync())?.Payload.Length);
        await time.ElapseAsync(Interval);
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
    }

    [Fact]
    public async Task A_peer_whose_one_frame_takes_longer_than_the_pong_deadline_is_not_dropped()
    {
        const int Length = 400, Part = 20;
        var opened = new TaskCompletionSource<WebSocketConnection>();
        await using var serving = Serving.With(
            (connection, stop) =>
            {
                opened.SetResult(connection);
                return Serving.EchoAll(connection, stop);
            },
            Watched);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var connection = await opened.Task.Within();

        // Many times the deadline in total, but bytes always come within it: no pong can be sent within a frame.
        foreach (var part in RawPeer.Frame(Opcode.Binary, new byte[Length]).Chunk(Part))
        {
            time.Advance(Pong - TimeSpan.FromMilliseconds(1));
            await peer.SendAsync(part);
            await Patience.Until(() => connection.LastReceived == time.Milliseconds());
        }

        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        Assert.Equal(Length, (await peer.ReadFrameAsync())?.Payload.Length);
    }

    [Fact]
    public async Task A_peer_that_pings_and_never_reads_fills_no_memory_and_is_dropped()
    {
        await using var serving = Serving.Echo(
            With(options => options with { KeepAliveInterval = Short, PongTimeout = Short, ClosingHandshakeTimeout = Short })
        );
        using var peer = await RawPeer.OpenAsync(
            serving.EndPoint,
            socket =>
            {
                socket.ReceiveBufferSize = 4096;
                socket.SendBufferSize = 4096;
            }
        );
        var pings = Enumerable.Repeat(RawPeer.Frame(Opcode.Ping, new byte[125]), 1000).SelectMany(frame => frame).ToArray();
        try
        {
            while (serving.Server.ConnectionCount > 0) await peer.SendAsync(pings);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or OperationCanceledException)
        {
            // The connection was reset, as expected.
        }

        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_peer_that_floods_messages_and_takes_no_answer_is_dropped()
    {
        await using var serving = Serving.Echo(
            With(options => options with { KeepAliveInterval = Short, PongTimeout = Short, ClosingHandshakeTimeout = Short })
        );
        using var peer = await RawPeer.OpenAsync(
            serving.EndPoint,
            socket =>
            {
                socket.ReceiveBufferSize = 4096;
                socket.SendBufferSize = 4096;
            }
        );
        using var end = new CancellationTokenSource(Patience.Time);
        var message = RawPeer.Frame(Opcode.Binary, new byte[60_000]);
        try
        {
            while (serving.Server.ConnectionCount > 0) await peer.Socket.SendAsync(message, end.Token);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The connection was reset, as expected, which ended the send that waited for room.
        }

        await serving.BecomesEmpty();
    }
}
