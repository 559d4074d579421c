using System.Diagnostics;

namespace Pure.WebSockets.Host.Tests;

public sealed class TimeoutTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private static WebSocketServerOptions With(Func<ConnectionOptions, ConnectionOptions> change) =>
        new() { Protocol = change(ConnectionOptions.Default), LingerTimeout = Short };

    [Theory]
    [InlineData("")]
    [InlineData("GET /chat HTTP/1.1\r\nHost: exa")]
    public async Task A_peer_that_does_not_finish_its_request_gets_408(string begin)
    {
        await using var serving = Serving.Echo(With(options => options with { OpeningHandshakeTimeout = Short }));
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(begin));
        Assert.StartsWith("HTTP/1.1 408 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_half_open_peer_is_noticed_by_the_keep_alive_and_dropped()
    {
        var closure = new TaskCompletionSource<Closure>();
        await using var serving = Serving.With(
            async connection =>
            {
                Assert.Null(await connection.ReceiveAsync());
                closure.SetResult(await connection.Closed);
            },
            With(options => options with { KeepAliveInterval = Short, PongTimeout = Short }));
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        var end = await closure.Task.Within();
        Assert.Contains("no pong", end.Error.Map(error => error.Seen).IfNone(""), StringComparison.Ordinal);
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_deadline_for_which_there_is_no_timer_comes_too()
    {
        var interval = TimeSpan.FromSeconds(10);
        await using var serving = Serving.Echo(new WebSocketServerOptions { Protocol = ConnectionOptions.Default with { KeepAliveInterval = interval } });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var opened = Stopwatch.GetTimestamp();
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        Assert.InRange(Stopwatch.GetElapsedTime(opened), interval / 2, 2 * interval);
    }

    [Fact]
    public async Task A_peer_that_answers_pings_stays()
    {
        await using var serving = Serving.Echo(With(options => options with { KeepAliveInterval = TimeSpan.FromMilliseconds(20), PongTimeout = Patience.Time }));
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        for (var pings = 0; pings < 10; pings++)
        {
            Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
            await peer.SendAsync(RawPeer.Frame(Opcode.Pong, []));
        }
    }

    [Fact]
    public async Task A_pong_that_is_not_read_because_the_application_is_behind_is_not_missed()
    {
        var begin = new TaskCompletionSource();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                await begin.Task;
                await Serving.EchoAll(connection, stop);
            },
            With(options => options with { KeepAliveInterval = Short * 4, PongTimeout = Short * 4 }) with { MaxUntakenBytes = 10_000 });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);

        // The pong stands behind more than the application's bound lets in.
        await peer.SendAsync([.. RawPeer.Frame(Opcode.Binary, new byte[10_000]), .. RawPeer.Frame(Opcode.Binary, new byte[20_000])]);
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        await peer.SendAsync(RawPeer.Frame(Opcode.Pong, []));
        await Task.Delay(Short * 8);
        begin.SetResult();
        Assert.Equal(10_000, (await peer.ReadFrameAsync())?.Payload.Length);
        Assert.Equal(20_000, (await peer.ReadFrameAsync())?.Payload.Length);
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
    }

    [Fact]
    public async Task A_peer_that_pings_and_never_reads_fills_no_memory_and_is_dropped()
    {
        await using var serving = Serving.Echo(With(options => options with { KeepAliveInterval = Short, PongTimeout = Short, ClosingHandshakeTimeout = Short }));
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket =>
        {
            socket.ReceiveBufferSize = 4096;
            socket.SendBufferSize = 4096;
        });
        var pings = Enumerable.Repeat(RawPeer.Frame(Opcode.Ping, new byte[125]), 1000).SelectMany(frame => frame).ToArray();
        try
        {
            while (serving.Server.OpenConnections > 0) await peer.SendAsync(pings);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or OperationCanceledException)
        {
            // Reset, as it should be.
        }

        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_peer_whose_one_frame_takes_longer_than_the_pong_deadline_is_not_dropped()
    {
        await using var serving = Serving.Echo(With(options => options with { KeepAliveInterval = Short, PongTimeout = Short * 2 }));
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var frame = RawPeer.Frame(Opcode.Binary, new byte[400]);

        // Many times the deadline in all, and never without a byte for as long as it: within a frame no pong can be sent.
        foreach (var part in frame.Chunk(20))
        {
            await peer.SendAsync(part);
            await Task.Delay(Short / 2);
        }

        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        Assert.Equal(400, (await peer.ReadFrameAsync())?.Payload.Length);
    }

    [Fact]
    public async Task A_peer_that_floods_messages_and_takes_no_answer_is_dropped()
    {
        await using var serving = Serving.Echo(With(options => options with { KeepAliveInterval = Short, PongTimeout = Short, ClosingHandshakeTimeout = Short }));
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket =>
        {
            socket.ReceiveBufferSize = 4096;
            socket.SendBufferSize = 4096;
        });
        using var end = new CancellationTokenSource(Patience.Time);
        var message = RawPeer.Frame(Opcode.Binary, new byte[60_000]);
        try
        {
            while (serving.Server.OpenConnections > 0) await peer.Socket.SendAsync(message, end.Token);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Reset, as it should be: the send that waited for room ended with it.
        }

        await serving.BecomesEmpty();
    }
}
