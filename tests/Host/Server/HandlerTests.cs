using System.Buffers;
using System.Collections.Concurrent;
using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>An application in the form of callbacks behaves like one that receives from the connection.</summary>
public sealed class HandlerTests
{
    [Fact]
    public async Task The_calls_of_a_connection_follow_one_another()
    {
        var events = new ConcurrentQueue<string>();
        var closed = new TaskCompletionSource();
        var handler = new Handler
        {
            Opened = connection => events.Enqueue($"opened {connection.Request.Path}"),
            Message = (_, message) => events.Enqueue($"{message.Kind} {message.ToText()}"),
            Closed = (_, result) =>
            {
                events.Enqueue($"closed {result.Code}");
                closed.SetResult();
            },
        };
        await using var serving = Serving.With(handler);
        await using (var client = await WebSocketClient.ConnectAsync(serving.Uri).Within())
        {
            await client.SendTextAsync("one", Patience.Token);
            await client.SendBinaryAsync("two"u8.ToArray(), Patience.Token);
            await client.SendTextAsync("", Patience.Token);
            await client.CloseAsync(4000, "enough", Patience.Token).Within();
        }

        await closed.Task.Within();
        Assert.Equal(["opened /chat", "Text one", "Binary two", "Text ", "closed 4000"], events);
        await serving.BecomesEmpty();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Messages_of_all_lengths_come_back(bool compressed, bool pieces)
    {
        var protocol = ConnectionOptions.Default with
        {
            Compression = compressed ? CompressionOptions.Default with { MinBytes = 0 } : ConnectionOptions.Default.Compression,
        };
        var options = WebSocketServerOptions.Default with
        {
            Protocol = pieces ? protocol with { Delivery = Delivery.Pieces } : protocol,
            MaxUnsentBytes = 1 << 20,
        };
        var whole = new ArrayBufferWriter<byte>();
        await using var serving = Serving.With(
            new Handler
            {
                Message = (connection, message) =>
                {
                    whole.Write(message.Data.Span);
                    if (!message.IsFinal) return;
                    Assert.Equal(TrySendResult.Accepted, connection.TrySend(message.Kind, whole.WrittenMemory));
                    whole.ResetWrittenCount();
                },
            },
            options
        );
        var random = new Random(7);
        await using var client = await WebSocketClient
            .ConnectAsync(serving.Uri, WebSocketClientOptions.Default with { Protocol = protocol })
            .Within();
        foreach (var length in new[] { 0, 1, 125, 126, 127, 16_383, 16_384, 16_385, 65_535, 65_536, 300_000 })
        {
            var data = new byte[length];
            random.NextBytes(data);
            foreach (var part in new[] { length, Math.Max(1, length / 3) })
            {
                if (part == length) await client.SendBinaryAsync(data, Patience.Token);
                else
                    for (var at = 0; at <= length; at += part)
                        await client.SendPartAsync(
                            MessageKind.Binary,
                            data.AsMemory(at, Math.Min(part, length - at)),
                            isFinal: at + part > length,
                            Patience.Token
                        );
                var echo = await client.ReceiveAsync(Patience.Token);
                Assert.True(data.AsSpan().SequenceEqual(echo!.Value.Data.Span), $"{length} bytes in parts of {part}");
            }
        }

        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task Messages_that_arrive_together_are_answered_in_order()
    {
        await using var serving = Serving.With(Echo());
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var (together, expected) = (new List<byte>(), new List<(Opcode, string)>());
        for (var index = 0; index < 1000; index++)
        {
            var text = $"message {index}";
            together.AddRange(RawPeer.Text(text));
            expected.Add((Opcode.Text, text));
            if (index % 100 != 0) continue;
            together.AddRange(RawPeer.Frame(Opcode.Ping, "p"u8.ToArray()));
            expected.Add((Opcode.Pong, "p"));
        }

        await peer.SendAsync([.. together]);
        foreach (var (opcode, text) in expected)
        {
            var frame = await peer.ReadFrameAsync();
            Assert.Equal((opcode, text), (frame!.Value.Opcode, frame.Value.Payload.ToText()));
        }
    }

    [Fact]
    public async Task A_broken_rule_closes_the_connection_after_the_messages_before_it()
    {
        var results = new ConcurrentQueue<CloseResult>();
        await using var serving = Serving.With(
            new Handler { Message = Handler.EchoMessage, Closed = (_, result) => results.Enqueue(result) }
        );
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("last"), .. RawPeer.Frame(Opcode.Text, [0xFF])]);
        var rest = await peer.ReadRestAsync();
        Assert.Contains("last", rest, StringComparison.Ordinal);
        await Patience.Until(() => !results.IsEmpty);
        Assert.Equal(1007, Assert.Single(results).Error.Map(error => error.Code).IfNone(0));
    }

    [Theory]
    [InlineData("opened")]
    [InlineData("message")]
    [InlineData("closed")]
    public async Task An_exception_is_reported_and_the_connection_is_closed(string where)
    {
        var closes = 0;
        await using var serving = Serving.With(
            new Handler
            {
                Opened = _ => Throw("opened"),
                Message = (_, _) => Throw("message"),
                Closed = (_, _) =>
                {
                    Interlocked.Increment(ref closes);
                    Throw("closed");
                },
            }
        );
        await using var client = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        await client.SendTextAsync("x", Patience.Token);
        if (where == "closed") await client.CloseAsync(cancellationToken: Patience.Token).Within();
        Assert.Equal(where == "closed" ? 1000 : 1011, (await client.Closed.Within()).Code);
        Assert.Equal(where, Assert.IsType<InvalidTimeZoneException>(await serving.OneError()).Message);
        await serving.BecomesEmpty();
        Assert.Equal(1, closes);

        void Throw(string here)
        {
            if (here == where) throw new InvalidTimeZoneException(here);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_memory_of_a_long_message_is_freed_when_the_handler_fails_or_disposes(bool fails)
    {
        await using var serving = Serving.With(
            new Handler
            {
                Message = (connection, message) =>
                {
                    if (fails) throw new InvalidTimeZoneException();
                    _ = connection.DisposeAsync();
                    Assert.Equal(7, message.Data.Span[^1]);
                },
            }
        );
        await using var client = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        var data = new byte[100_000];
        data.AsSpan().Fill(7);
        await client.SendBinaryAsync(data, Patience.Token);
        Assert.Equal(fails ? 1011 : 1000, (await client.Closed.Within()).Code);
        await serving.BecomesEmpty();
        Assert.Equal(fails ? 1 : 0, serving.Errors.Count);
    }

    [Fact]
    public async Task An_exception_that_the_handler_did_not_throw_ends_the_connection()
    {
        var handled = 0;
        var clock = new FailingClock();
        await using var serving = Serving.With(
            new Handler
            {
                Message = (_, _) =>
                {
                    handled++;
                    clock.FailOnThisThread();
                },
            },
            WebSocketServerOptions.Default with { IdleTimeout = TimeSpan.FromHours(1), Clock = clock }
        );
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("first"), .. RawPeer.Text("second")]);
        Assert.Equal("", await peer.ReadRestAsync());
        Assert.IsType<InvalidTimeZoneException>(await serving.OneError());
        await serving.BecomesEmpty();
        Assert.Equal(1, handled);
    }

    [Fact]
    public void A_server_needs_an_application()
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        Assert.Throws<ArgumentNullException>("handler", () => WebSocketServer.Start(endPoint, (WebSocketHandler)null!));
        Assert.Throws<ArgumentNullException>(
            "application", () => WebSocketServer.Start(endPoint, (Func<WebSocketConnection, CancellationToken, Task>)null!));
        Assert.Throws<ArgumentNullException>("endPoint", () => WebSocketServer.Start(null!, Echo()));
    }

    [Fact]
    public async Task A_peer_that_does_not_read_stops_the_handler_and_nothing_is_lost()
    {
        const int Count = 4000;
        const int Bytes = 4096;
        var handled = 0;
        await using var serving = Serving.With(
            new Handler
            {
                Message = (connection, message) =>
                {
                    Assert.Equal(TrySendResult.Accepted, connection.TrySend(message.Kind, message.Data));
                    Interlocked.Increment(ref handled);
                },
            }
        );
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.ReceiveBufferSize = 16 * 1024);
        var message = new byte[Bytes];
        var sending = Task.Run(async () =>
        {
            for (var index = 0; index < Count; index++)
            {
                message.AsSpan().Fill((byte)index);
                await peer.SendAsync(RawPeer.Frame(Opcode.Binary, message));
            }
        });

        // The handler stops long before the end, because 16 MiB do not fit in the buffers.
        int before;
        do
        {
            before = Volatile.Read(ref handled);
            await Task.Delay(300);
        }
        while (before == 0 || before != Volatile.Read(ref handled));
        Assert.InRange(before, 1, Count - 1);

        for (var index = 0; index < Count; index++)
        {
            var frame = await peer.ReadFrameAsync();
            Assert.Equal((Bytes, (byte)index), (frame!.Value.Payload.Length, frame.Value.Payload.Memory.Span[^1]));
        }

        await sending.Within();
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task A_handler_sends_to_other_connections_while_they_send_to_it()
    {
        const int Count = 2000;
        var all = new ConcurrentDictionary<WebSocketConnection, bool>();
        await using var serving = Serving.With(
            new Handler
            {
                Opened = connection => all[connection] = true,
                Message = (_, message) =>
                {
                    foreach (var other in all.Keys) other.TrySend(message.Kind, message.Data);
                },
                Closed = (connection, _) => all.TryRemove(connection, out bool _),
            }
        );
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WebSocketClient.ConnectAsync(serving.Uri))).Within();
        await Patience.Until(() => all.Count == clients.Length);
        await Task.WhenAll(clients.Select(RunAsync)).Within();
        foreach (var client in clients) await client.DisposeAsync();
        await serving.BecomesEmpty();

        async Task RunAsync(WebSocketConnection client)
        {
            var receiving = Task.Run(async () =>
            {
                for (var index = 0; index < Count * clients.Length; index++) Assert.NotNull(await client.ReceiveAsync(Patience.Token));
            });
            for (var index = 0; index < Count; index++) await client.SendTextAsync("x", Patience.Token);
            await receiving;
        }
    }

    [Fact]
    public async Task The_memory_of_a_message_ends_with_the_call()
    {
        var kept = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        await using var serving = Serving.With(
            new Handler
            {
                Message = (connection, message) =>
                {
                    kept.TrySetResult(message.Data);
                    connection.TrySend(message.Kind, message.Data);
                },
            }
        );
        await using var client = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        await client.SendTextAsync("mine", Patience.Token);
        Assert.Equal("mine", (await client.ReceiveAsync(Patience.Token))?.ToText());
        var data = await kept.Task.Within();
        await Patience.Until(() => IsOver(data));

        static bool IsOver(ReadOnlyMemory<byte> data)
        {
            try
            {
                _ = data.Span;
                return false;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    [Fact]
    public async Task A_connection_with_a_handler_receives_in_no_other_way()
    {
        var thrown = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(
            new Handler
            {
                Opened = connection =>
                    thrown.SetResult(Record.Exception(() => connection.ReceiveAsync(Patience.Token).AsTask().GetAwaiter().GetResult())),
            }
        );
        await using var client = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        Assert.IsType<InvalidOperationException>(await thrown.Task.Within());
    }

    [Fact]
    public async Task A_server_that_stops_closes_the_connections_of_its_handler()
    {
        var codes = new ConcurrentQueue<int>();
        await using var serving = Serving.With(
            new Handler { Message = Handler.EchoMessage, Closed = (_, result) => codes.Enqueue(result.Code) }
        );
        await using var client = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        await client.SendTextAsync("x", Patience.Token);
        await client.ReceiveAsync(Patience.Token);
        var stopping = serving.Server.StopAsync(Patience.Time);
        Assert.Null(await client.ReceiveAsync(Patience.Token));
        await stopping.Within();
        Assert.Equal(CloseCode.GoingAway, Assert.Single(codes));
    }

    [Fact]
    public async Task An_asynchronous_acceptance_and_TLS_work_with_a_handler()
    {
        var options = WebSocketServerOptions.Default with
        {
            Accept = async context =>
            {
                await Task.Yield();
                return context.Request.Path == "/chat" ? Acceptance.Plain : Rejection.WithStatus(404);
            },
            Tls = Certificates.Server.Tls,
        };
        await using var serving = Serving.With(Echo(), options);
        await using var client = await WebSocketClient.ConnectAsync(serving.SecureUri, Certificates.Client).Within();
        await client.SendTextAsync("secret", Patience.Token);
        Assert.Equal("secret", (await client.ReceiveAsync(Patience.Token))?.ToText());
    }

    private static Handler Echo() => new() { Message = Handler.EchoMessage };

    /// <summary>A clock that throws an exception once.</summary>
    private sealed class FailingClock : TimeProvider
    {
        private int thread;

        public void FailOnThisThread() => Volatile.Write(ref thread, Environment.CurrentManagedThreadId);

        public override long GetTimestamp()
        {
            if (Volatile.Read(ref thread) != Environment.CurrentManagedThreadId) return base.GetTimestamp();
            Volatile.Write(ref thread, 0);
            throw new InvalidTimeZoneException();
        }
    }

    private sealed class Handler : WebSocketHandler
    {
        public Action<WebSocketConnection> Opened { get; init; } = static _ => { };

        public Action<WebSocketConnection, BorrowedMessage> Message { get; init; } = static (_, _) => { };

        public Action<WebSocketConnection, CloseResult> Closed { get; init; } = static (_, _) => { };

        public static void EchoMessage(WebSocketConnection connection, BorrowedMessage message) =>
            connection.TrySend(message.Kind, message.Data);

        public override void OnOpened(WebSocketConnection connection) => Opened(connection);

        public override void OnMessage(WebSocketConnection connection, BorrowedMessage message) => Message(connection, message);

        public override void OnClosed(WebSocketConnection connection, CloseResult result) => Closed(connection, result);
    }
}
