using System.Collections.Concurrent;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Pings and pongs as the application sees them (RFC 6455 §5.5.2, §5.5.3).</summary>
public sealed class PingTests
{
    [Fact]
    public async Task A_ping_returns_its_round_trip()
    {
        await using var serving = Serving.Echo();
        await using var client = await Connecting.To(serving.Uri);
        Assert.InRange(await client.Connection.PingAsync().Within(), TimeSpan.FromTicks(1), Patience.Time);
        Assert.InRange(await client.Connection.PingAsync("mine"u8.ToArray()).Within(), TimeSpan.FromTicks(1), Patience.Time);
    }

    [Fact]
    public async Task The_pong_of_the_last_of_several_pings_answers_those_before()
    {
        var first = new TaskCompletionSource();
        await using var serving = Serving.With(async connection =>
        {
            var pings = Enumerable.Range(0, 3).Select(_ => connection.PingAsync()).ToArray();
            var late = connection.PingAsync("late"u8.ToArray());
            await Task.WhenAll(pings);
            Assert.False(late.IsCompleted);
            first.SetResult();
            await late;
            await connection.SendTextAsync("all");
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var pings = new List<Frame>();
        while (pings.Count < 4) pings.Add((await peer.ReadFrameAsync())!.Value);
        Assert.Equal(4, pings.Select(ping => ping.Payload.ToText()).Distinct().Count());
        await peer.SendAsync(RawPeer.Frame(Opcode.Pong, [9]));
        await peer.SendAsync(RawPeer.Frame(Opcode.Pong, pings[2].Payload.Memory.ToArray()));
        await first.Task.Within();
        await peer.SendAsync(RawPeer.Frame(Opcode.Pong, pings[3].Payload.Memory.ToArray()));
        Assert.Equal("all", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task A_ping_whose_pong_cannot_come_throws_how_the_connection_ended()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(async connection =>
            failure.SetResult(await Record.ExceptionAsync(() => connection.PingAsync()))
        );
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);
        await peer.SendAsync(RawPeer.Frame(Opcode.Close, [0x0B, 0xB8]));
        Assert.Equal(3000, Assert.IsType<WebSocketClosedException>(await failure.Task.Within()).CloseResult.Code);
    }

    [Fact]
    public async Task A_cancelled_wait_for_a_pong_harms_nothing()
    {
        var (seen, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var serving = Serving.With(async connection =>
        {
            using var stop = new CancellationTokenSource();
            var pinging = connection.PingAsync(stop.Token);
            await seen.Task;
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pinging.Within());
            stopped.SetResult();
            await Serving.EchoAll(connection, Patience.Token);
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var ping = (await peer.ReadFrameAsync())!.Value;
        seen.SetResult();
        await stopped.Task.Within();
        await peer.SendAsync(RawPeer.Text("before"));
        await peer.SendAsync(RawPeer.Frame(Opcode.Pong, ping.Payload.Memory.ToArray()));
        await peer.SendAsync(RawPeer.Text("after"));
        Assert.Equal("before", await peer.ReadTextAsync());
        Assert.Equal("after", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task Hooks_receive_pings_and_pongs_and_their_exceptions_are_reported()
    {
        var seen = new ConcurrentQueue<string>();
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with
        {
            OnPing = (_, data) => seen.Enqueue($"ping {System.Text.Encoding.ASCII.GetString(data.Span)}"),
            OnPong = (_, data) =>
            {
                seen.Enqueue($"pong {System.Text.Encoding.ASCII.GetString(data.Span)}");
                throw new InvalidTimeZoneException();
            },
        });
        await using var client = await Connecting.To(serving.Uri);
        await client.Connection.PingAsync("one"u8.ToArray()).Within();
        await client.Connection.PongAsync("two"u8.ToArray());
        Assert.Equal("still here", await client.EchoAsync("still here"));
        Assert.Equal(["ping one", "pong two"], seen);
        Assert.IsType<InvalidTimeZoneException>(await serving.OneError());
    }
}
