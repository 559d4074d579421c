using System.Net;
using System.Net.WebSockets;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

public sealed class ClientTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(126)]
    [InlineData(65_536)]
    [InlineData(8 * 1024 * 1024)]
    public async Task A_message_of_any_size_comes_back_as_it_was(int size)
    {
        await using var serving = Serving.Echo();
        await using var client = await Connecting.To(serving.Uri);
        var data = new byte[size];
        new Random(size).NextBytes(data);
        var back = await client.EchoAsync(MessageKind.Binary, data);
        Assert.Equal(MessageKind.Binary, back.Kind);
        Assert.True(back.Data.Span.SequenceEqual(data));
        Assert.Equal("Grüße, κόσμε 🌍", await client.EchoAsync("Grüße, κόσμε 🌍"));
    }

    [Fact]
    public async Task The_request_says_what_the_options_want_and_both_ends_see_it()
    {
        var seen = new TaskCompletionSource<UpgradeRequest>();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                seen.SetResult(connection.Request);
                await Serving.EchoAll(connection, stop);
            },
            new WebSocketServerOptions
            {
                Origins = Seq.create("*"),
                Accept = context => new(new Acceptance(context.Request.ChooseSubprotocol("v2"), Seq<Header>.Empty)),
            }
        );
        await using var client = await Connecting.To(
            serving.Uri,
            new WebSocketClientOptions
            {
                Subprotocols = Seq.create<string>(new[] { "v1", "v2" }),
                Headers = Seq.create<Header>(new[] { new Header("Origin", "https://example.com"), new Header("Cookie", "a=b") }),
            }
        );
        var request = await seen.Task.Within();
        Assert.Equal(request, client.Connection.Request);
        Assert.Equal(
            ("/chat", "room=1", "https://example.com", "a=b"),
            (request.Path, request.Query, request.Origin, HeaderList.Single(request.Headers, "Cookie").IfNone(""))
        );
        Assert.Equal($"{serving.EndPoint}", HeaderList.Single(request.Headers, "Host").IfNone(""));
        Assert.Equal("v2", client.Connection.Subprotocol);
        Assert.Equal(serving.EndPoint, client.Connection.RemoteEndPoint);
    }

    [Fact]
    public async Task Every_connection_has_a_key_of_its_own()
    {
        var keys = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var serving = Serving.With(connection =>
        {
            keys.Add(connection.Request.Key.IfNone(""));
            return Task.CompletedTask;
        });
        for (var round = 0; round < 5; round++) await (await Connecting.To(serving.Uri)).DisposeAsync();

        await serving.BecomesEmpty();
        Assert.Equal(5, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task It_finds_the_server_by_name_and_by_address_of_either_kind(string host)
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "no IPv6 here");
        await using var serving = Serving.Echo(address: host == "localhost" ? IPAddress.Loopback : IPAddress.IPv6Any);
        await using var client = await Connecting.To(new Uri($"ws://{host}:{serving.EndPoint.Port}/"));
        Assert.Equal("found", await client.EchoAsync("found"));
        Assert.Equal($"{host}:{serving.EndPoint.Port}", HeaderList.Single(client.Connection.Request.Headers, "Host").IfNone(""));
    }

    [Fact]
    public async Task What_comes_in_one_write_with_the_response_is_not_lost()
    {
        using var listener = Loopback.Listen();
        var connecting = Connecting.To(
            new Uri($"ws://127.0.0.1:{listener.Port()}/"),
            new WebSocketClientOptions { MaxUnreadBytes = 1000 }
        );
        await using var peer = await RawServer.AcceptAsync(listener);
        var response = RawServer.Accept(await peer.ReadHeadAsync());
        await peer.SendAsync([
            .. response,
            .. RawServer.Frame(Opcode.Binary, new byte[2000]),
            .. RawServer.Frame(Opcode.Text, "second"u8.ToArray()),
            .. RawServer.Frame(Opcode.Close, [3, 232]),
        ]);
        await using var client = await connecting.Within();
        Assert.Equal(2000, (await client.Connection.ReceiveAsync(Patience.Token))?.Data.Length);
        Assert.Equal("second", (await client.Connection.ReceiveAsync(Patience.Token))?.ToText());
        await peer.EndAsync();
        Assert.Null(await client.Connection.ReceiveAsync(Patience.Token));
        Assert.Equal(
            (true, Side.Theirs),
            ((await client.Connection.Closed.Within()) is var closure ? (closure.Clean, closure.First) : default)
        );
    }

    [Fact]
    public async Task Against_the_frameworks_server_it_converses_and_each_side_can_close_first()
    {
        foreach (var theirs in new[] { true, false })
        {
            using var listener = Loopback.Listen();
            var connecting = Connecting.To(new Uri($"ws://127.0.0.1:{listener.Port()}/"));
            await using var peer = await RawServer.AcceptAsync(listener);
            await peer.SendAsync(RawServer.Accept(await peer.ReadHeadAsync()));
            using var server = WebSocket.CreateFromStream(peer.Stream, new WebSocketCreationOptions { IsServer = true });
            await using var client = await connecting.Within();
            await client.Connection.SendTextAsync("to the framework");
            var (type, data) = await server.ReceiveAsync();
            await server.SendAsync(type, data);
            Assert.Equal("to the framework", (await client.Connection.ReceiveAsync(Patience.Token))?.ToText());
            _ = client.Connection.PingAsync(new byte[] { 1 }, Patience.Token);

            CloseResult closure;
            if (theirs)
            {
                await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "enough", Patience.Token);
                Assert.Equal(WebSocketMessageType.Close, (await server.ReceiveAsync()).Type);
                await peer.EndAsync();
                closure = await client.Connection.Closed.Within();
            }
            else
            {
                var closing = client.Connection.CloseAsync(CloseCode.NormalClosure, "enough", Patience.Token);
                Assert.Equal(WebSocketMessageType.Close, (await server.ReceiveAsync()).Type);
                await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "enough", Patience.Token);
                closure = await closing.Within();
            }

            Assert.True(closure.Clean, $"{closure}");
            Assert.Equal(
                (theirs ? Side.Theirs : Side.Ours, new CloseStatus(1000, "enough")),
                (closure.First, closure.Theirs.IfNone(CloseStatus.None))
            );
        }
    }

    [Fact]
    public async Task A_ping_of_the_server_is_answered_while_nobody_receives()
    {
        using var listener = Loopback.Listen();
        var connecting = Connecting.To(new Uri($"ws://127.0.0.1:{listener.Port()}/"));
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.SendAsync([.. RawServer.Accept(await peer.ReadHeadAsync()), .. RawServer.Frame(Opcode.Ping, [7])]);
        await using var client = await connecting.Within();
        var pong = await peer.ReadAsync(7);
        Assert.Equal(new byte[] { 0x8A, 0x81 }, pong[..2]);
        Assert.Equal(7, pong[6] ^ pong[2]);
        client.Connection.Abort();
    }

    [Fact]
    public async Task A_half_open_server_is_noticed_by_the_keep_alive()
    {
        using var listener = Loopback.Listen();
        var (time, interval, pong) = (new VirtualTime(), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        var connecting = Connecting.To(new Uri($"ws://127.0.0.1:{listener.Port()}/"), new WebSocketClientOptions
        {
            Clock = time,
            Protocol = ConnectionOptions.Default with { KeepAliveInterval = interval, PongTimeout = pong },
        });
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.SendAsync(RawServer.Accept(await peer.ReadHeadAsync()));
        await using var client = await connecting.Within();
        await time.ElapseAsync(interval);
        await time.ElapseAsync(pong, client.Connection.Closed);
        time.Flow();
        Assert.Null(await client.Connection.ReceiveAsync(Patience.Token));
        Assert.Contains(
            "did not answer a ping",
            (await client.Connection.Closed.Within()).Error.Map(error => error.Seen).IfNone(""),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Disposing_says_1000_and_gives_back_what_was_not_taken()
    {
        var closure = new TaskCompletionSource<CloseResult>();
        var sent = new TaskCompletionSource();
        await using var serving = Serving.With(async connection =>
        {
            await connection.SendTextAsync("untaken");
            await connection.SendAsync(MessageKind.Binary, new byte[100_000]);
            sent.SetResult();
            closure.SetResult(await connection.Closed);
        });
        var client = await Connecting.To(serving.Uri);
        await sent.Task.Within();
        await Patience.Until(() => client.Rented >= 2);
        await client.DisposeAsync();
        await client.DisposeAsync();
        Assert.Equal(CloseCode.NormalClosure, (await closure.Task.Within()).Code);
        Assert.True((await client.Connection.Closed).Clean);
        Assert.Null(await client.Connection.ReceiveAsync());
        await Assert.ThrowsAsync<WebSocketClosedException>(() => client.Connection.SendTextAsync("late").AsTask());
    }

    [Fact]
    public async Task Disposing_waits_for_a_silent_peer_no_longer_than_the_closing_handshake_may_take()
    {
        using var listener = Loopback.Listen();
        var (time, closing) = (new VirtualTime(), TimeSpan.FromSeconds(4));
        var connecting = Connecting.To(new Uri($"ws://127.0.0.1:{listener.Port()}/"), new WebSocketClientOptions
        {
            Clock = time,
            Protocol = ConnectionOptions.Default with { ClosingHandshakeTimeout = closing },
        });
        await using var peer = await RawServer.AcceptAsync(listener);
        await peer.SendAsync(RawServer.Accept(await peer.ReadHeadAsync()));
        var client = await connecting.Within();
        var disposing = client.DisposeAsync().AsTask();
        await time.ElapseAsync(closing);
        time.Flow();
        await disposing.Within();
        Assert.False((await client.Connection.Closed.Within()).Clean);
    }

    [Fact]
    public async Task Times_without_end_are_times_like_others()
    {
        await using var serving = Serving.Echo();
        await using var client = await Connecting.To(
            serving.Uri,
            new WebSocketClientOptions
            {
                Protocol = ConnectionOptions.Default with
                {
                    OpeningHandshakeTimeout = TimeSpan.MaxValue,
                    ClosingHandshakeTimeout = TimeSpan.MaxValue,
                },
                ConnectTimeout = TimeSpan.MaxValue,
                LingerTimeout = TimeSpan.MaxValue,
            }
        );
        Assert.Equal("endless", await client.EchoAsync("endless"));
    }

    [Fact]
    public async Task A_servers_application_may_dispose_its_connection()
    {
        var disposed = new TaskCompletionSource();
        await using var serving = Serving.With(async connection =>
        {
            await using (connection) await connection.SendTextAsync("only this");
            disposed.SetResult();
        });
        await using var client = await Connecting.To(serving.Uri);
        Assert.Equal("only this", (await client.Connection.ReceiveAsync(Patience.Token))?.ToText());
        Assert.Null(await client.Connection.ReceiveAsync(Patience.Token));
        Assert.Equal(CloseCode.NormalClosure, (await client.Connection.Closed.Within()).Code);
        await disposed.Task.Within();
        await serving.BecomesEmpty();
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task An_idle_client_holds_no_buffer()
    {
        await using var serving = Serving.Echo();
        await using var client = await Connecting.To(serving.Uri);
        Assert.Equal(50_000, (await client.EchoAsync(MessageKind.Binary, new byte[50_000])).Data.Length);

        // The application owns the memory of the message until it asks for the next one.
        using var stop = new CancellationTokenSource();
        var receiving = client.Connection.ReceiveAsync(stop.Token).AsTask();
        await Patience.Until(() => client.Rented == 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    [Fact]
    public async Task With_compression_at_both_ends_messages_shrink_and_the_client_rests()
    {
        var protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default };
        await using var serving = Serving.Echo(new WebSocketServerOptions { Protocol = protocol });
        await using var client = await Connecting.To(
            serving.Uri,
            new WebSocketClientOptions { Protocol = protocol, CompactAfter = TimeSpan.FromMilliseconds(20) }
        );
        Assert.True(client.Connection.Agreement.Compression.IsSome);
        for (var round = 0; round < 3; round++)
        {
            var text = new string('a', 100_000) + round;
            Assert.Equal(text, await client.EchoAsync(text));

            // Compacting again would change nothing.
            await Patience.Until(() => client.Connection.State is var state && ReferenceEquals(Kernel.Compact(state).Next, state));
        }
    }

    [Fact]
    public async Task A_client_with_one_thread_to_go_on_with_does_not_run_the_loop_on_it()
    {
        await using var serving = Serving.Echo();
        var posted = 0;
        var context = new CountingContext(() => Interlocked.Increment(ref posted));
        Task<LanguageExt.Either<ConnectFailure, WebSocketConnection>> connecting;
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            connecting = WebSocketClient.TryConnectAsync(serving.Uri);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        await using var connection = (await connecting.Within()).IfLeft(failure => throw new InvalidOperationException(failure.Message));
        await connection.SendTextAsync("free");
        Assert.Equal("free", (await connection.ReceiveAsync(Patience.Token))?.ToText());
        Assert.Equal(0, posted);
    }

    private sealed class CountingContext(Action count) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            count();
            base.Post(d, state);
        }
    }
}
