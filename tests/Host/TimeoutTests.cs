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
}
