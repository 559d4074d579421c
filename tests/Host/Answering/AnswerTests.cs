using System.Net.WebSockets;

namespace Pure.WebSockets.Host.Tests;

/// <summary>What counts as an answer, and what may happen while one is awaited.</summary>
public sealed class AnswerTests
{
    private static readonly byte[] Close = RawPeer.Frame(Opcode.Close, [0x0B, 0xB8]);
    private static readonly byte[] Violation = RawPeer.Frame((Opcode)3, []);
    private readonly VirtualTime time = new();

    private WebSocketServerOptions Options => new() { Time = time };

    [Fact]
    public async Task Before_the_first_receive_an_application_may_greet_a_peer_that_leaves()
    {
        var greet = new TaskCompletionSource();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                await greet.Task;
                await connection.SendTextAsync("welcome", stop);
                await Serving.EchoAll(connection, stop);
            },
            Options);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(Close);
        await Waits();
        greet.SetResult();
        Assert.Equal("welcome", await peer.ReadTextAsync());
        Assert.Equal(3000, (await peer.ReadCloseAsync()).Code);
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task Without_a_time_nothing_waits()
    {
        var leave = new TaskCompletionSource();
        await using var serving = Serving.With(_ => leave.Task, Options with { AnswerTimeout = TimeSpan.Zero });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("one"), .. Close]);
        Assert.Equal(3000, (await peer.ReadCloseAsync()).Code);
        leave.SetResult();
    }

    [Fact]
    public async Task A_cancelled_receive_counts_as_an_answer()
    {
        var stopped = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await using var serving = Serving.With(
            async (connection, _) =>
            {
                using var cancellation = new CancellationTokenSource();
                var receiving = connection.ReceiveAsync(cancellation.Token).AsTask();
                await cancellation.CancelAsync();
                await Record.ExceptionAsync(() => receiving);
                stopped.SetResult();
                await leave.Task;
            },
            Options);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await stopped.Task.Within();
        await peer.SendAsync(Close);
        Assert.Equal(3000, (await peer.ReadCloseAsync()).Code);
        leave.SetResult();
    }

    [Fact]
    public async Task An_untaken_message_is_owed_an_answer_even_if_the_application_asked_before_it_came()
    {
        TaskCompletionSource stopped = new(), goOn = new();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                using var cancellation = new CancellationTokenSource();
                var receiving = connection.ReceiveAsync(cancellation.Token).AsTask();
                await cancellation.CancelAsync();
                await Record.ExceptionAsync(() => receiving);
                stopped.SetResult();
                await goOn.Task;
                await Serving.EchoAll(connection, stop);
            },
            Options);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await stopped.Task.Within();
        await peer.SendAsync([.. RawPeer.Text("one"), .. Violation]);
        await Waits();
        goOn.SetResult();
        Assert.Equal("one", await peer.ReadTextAsync());
        Assert.Equal(1002, (await peer.ReadCloseAsync()).Code);
    }

    [Theory]
    [InlineData(false, 3000)]
    [InlineData(true, 1002)]
    public async Task The_return_of_the_application_is_an_answer_and_the_waiting_end_takes_effect_first(bool violation, int code)
    {
        var leave = new TaskCompletionSource();
        await using var serving = Serving.With(
            async connection =>
            {
                await connection.ReceiveAsync();
                await leave.Task;
                await connection.SendTextAsync("bye");
            },
            Options);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("one"), .. violation ? Violation : Close]);
        await Waits();
        leave.SetResult();
        Assert.Equal("bye", await peer.ReadTextAsync());
        Assert.Equal(code, (await peer.ReadCloseAsync()).Code);
        await serving.BecomesEmpty();
        Assert.Null(time.Waited);
    }

    [Theory]
    [InlineData("a close frame", true)]
    [InlineData("a violation", false)]
    [InlineData("the end", false)]
    public async Task An_application_may_close_instead_and_the_waiting_end_completes_the_handshake(string waits, bool clean)
    {
        var goOn = new TaskCompletionSource();
        var closed = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(
            async connection =>
            {
                await connection.ReceiveAsync();
                await goOn.Task;
                closed.SetResult(await connection.CloseAsync(4001, "enough"));
            },
            Options with { Protocol = ConnectionOptions.Default with { ClosingHandshakeTimeout = TimeSpan.FromHours(1) } });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("one"), .. waits switch { "a close frame" => Close, "a violation" => Violation, _ => [] }]);
        if (waits == "the end") peer.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await Waits();
        goOn.SetResult();
        Assert.Equal((4001, "enough"), await peer.ReadCloseAsync());
        Assert.Equal(clean, (await closed.Task.Within()).Clean);
        Assert.Null(time.Waited);
    }

    [Fact]
    public async Task Aborting_waits_for_nothing()
    {
        var goOn = new TaskCompletionSource();
        var closed = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(
            async connection =>
            {
                await connection.ReceiveAsync();
                await goOn.Task;
                connection.Abort();
                closed.SetResult(await connection.Closed);
            },
            Options);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("one"), .. Close]);
        await Waits();
        goOn.SetResult();
        var closure = await closed.Task.Within();
        Assert.Equal((Side.Ours, CloseCode.AbnormalClosure), (closure.First, closure.Code));
        Assert.Null(await peer.ReadFrameAsync());
        Assert.Null(time.Waited);
    }

    [Fact]
    public async Task Another_task_may_send_while_an_answer_is_awaited_and_not_after_it()
    {
        TaskCompletionSource send = new(), sent = new(), goOn = new();
        var refused = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(
            async connection =>
            {
                await connection.ReceiveAsync();
                var other = Task.Run(async () =>
                {
                    await send.Task;
                    await connection.SendTextAsync("from elsewhere");
                    sent.SetResult();
                });
                await other;
                await goOn.Task;
                Assert.Null(await connection.ReceiveAsync());
                refused.SetResult(await Record.ExceptionAsync(() => connection.SendTextAsync("too late").AsTask()));
            },
            Options);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("one"), .. Close]);
        await Waits();
        send.SetResult();
        Assert.Equal("from elsewhere", await peer.ReadTextAsync());
        await sent.Task.Within();
        goOn.SetResult();
        Assert.Equal(3000, (await peer.ReadCloseAsync()).Code);
        Assert.IsType<WebSocketClosedException>(await refused.Task.Within());
    }

    [Fact]
    public async Task Disposing_a_client_answers_the_close_frame_that_waits_with_its_code()
    {
        await using var far = await Carried.OpenAsync(
            Carrier.ClientStream,
            async talk =>
            {
                await talk.ReceiveAsync();
                await Waits();
            },
            new WebSocketConnectionOptions { Time = time });
        await far.Peer.SendAsync([.. far.Peer.Text("one"), .. far.Peer.Frame(Opcode.Close, [0x0B, 0xB8])]);
        Assert.Equal("Close 3000", await far.Peer.ReadAsync());
    }

    [Fact]
    public async Task Disposing_a_drop_in_answers_the_close_frame_that_waits_with_its_code()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours, new WebSocketConnectionOptions { Time = time });
        await pair.SendAsync([.. RawPeer.Text("one"), .. Close]);
        await Waits();
        pair.Socket.Dispose();
        Assert.Equal(new Frame(Opcode.Close, Final: true, Rsv1: false, new byte[] { 0x0B, 0xB8 }), await pair.ReadFrameAsync());
    }

    [Fact]
    public async Task A_receive_of_the_rest_of_a_message_is_not_an_answer()
    {
        using var pair = await Pair.OpenAsync(Implementation.Ours, new WebSocketConnectionOptions { Time = time });
        await pair.SendAsync([.. RawPeer.Text("two parts"), .. Close]);
        var buffer = new byte[5];
        Assert.False((await pair.Socket.ReceiveAsync(buffer.AsMemory(), Patience.Token)).EndOfMessage);
        Assert.True((await pair.Socket.ReceiveAsync(buffer.AsMemory(), Patience.Token)).EndOfMessage);
        await Waits();
        await pair.Socket.SendAsync("answer"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        Assert.Equal("answer", (await pair.ReadFrameAsync())?.Payload.ToText());
        Assert.Equal(WebSocketMessageType.Close, (await pair.Socket.ReceiveAsync(buffer.AsMemory(), Patience.Token)).MessageType);
        Assert.Equal(Opcode.Close, (await pair.ReadFrameAsync())?.Opcode);
    }

    [Fact]
    public async Task More_messages_than_may_wait_are_each_answered_before_the_close()
    {
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop))
                {
                    var copy = message.Copy();
                    await Task.Yield();
                    await connection.SendAsync(copy.Kind, copy.Data, stop);
                }
            },
            Options with { MaxUnreadBytes = 1 });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. Enumerable.Range(0, 20).SelectMany(number => RawPeer.Text($"{number}")), .. Close]);
        for (var number = 0; number < 20; number++) Assert.Equal($"{number}", await peer.ReadTextAsync());
        Assert.Equal(3000, (await peer.ReadCloseAsync()).Code);
    }

    [Fact]
    public async Task Pieces_are_each_answered_before_the_close()
    {
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                await foreach (var piece in connection.ReadAllAsync(stop))
                {
                    var copy = piece.Copy();
                    await Task.Yield();
                    await connection.SendTextAsync($"{copy.ToText()} {copy.IsFinal}", stop);
                }
            },
            Options with { Protocol = ConnectionOptions.Default with { Delivery = Delivery.Pieces } });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var one = RawPeer.Frame(Opcode.Text, "one"u8.ToArray(), final: false);
        var two = RawPeer.Frame(Opcode.Continuation, "two"u8.ToArray());
        await peer.SendAsync([.. one, .. two, .. Violation]);
        Assert.Equal("one False", await peer.ReadTextAsync());
        Assert.Equal("two True", await peer.ReadTextAsync());
        Assert.Equal(1002, (await peer.ReadCloseAsync()).Code);
    }

    [Fact]
    public async Task Compressed_messages_are_answered_before_the_close()
    {
        var compression = CompressionOptions.Default with { MinBytes = 0 };
        var protocol = ConnectionOptions.Default with { Compression = compression };
        var agreement = Agreement.Compressed(DeflateParameters.Default);
        var (near, far) = await Loopback.PairAsync();
        var options = new WebSocketConnectionOptions { Protocol = protocol, Time = time };
        await using var server = WebSocketConnection.FromStream(near, Role.Server, agreement, options);
        var echoing = Task.Run(async () =>
        {
            await foreach (var message in server.ReadAllAsync(Patience.Token))
            {
                var copy = message.Copy();
                await Task.Yield();
                await server.SendAsync(copy.Kind, copy.Data, CompressionChoice.Always);
            }
        });

        // A client's core creates the bytes, and reads the replies.
        var client = Connection.CreateOpen(Role.Client, agreement, protocol);
        var bytes = new List<byte>();
        Input[] inputs = [Sending("again and again and again"), Sending("again and again"), new Input.Close(new CloseStatus(3000, ""))];
        foreach (var input in inputs)
        {
            var transition = Protocol.Step(client, input);
            client = transition.Next;
            foreach (var output in transition.Outputs)
                bytes.AddRange(FrameEncoder.Encode(((Output.Framed)output).Value, MaskKey.FromBytes(1, 2, 3, 4)));
        }

        await far.WriteAsync(bytes.ToArray(), Patience.Token);
        var received = new List<string>();
        var one = new byte[1];
        while (client.Phase is not Phase.Closed)
        {
            Input input = await far.ReadAsync(one, Patience.Token) > 0 ? new Input.Received(one.ToArray()) : new Input.EndOfStream();
            var transition = Protocol.Step(client, input);
            client = transition.Next;
            foreach (var effect in transition.Effects)
                if (effect is Effect.Message message) received.Add(message.Data.ToText());
        }

        Assert.Equal(["again and again and again", "again and again"], received);
        Assert.True(((Phase.Closed)client.Phase).Result.Clean);
        await echoing.Within();
        await far.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_violation_after_much_of_a_message_takes_effect_though_less_memory_is_lent_the_second_time(bool answers)
    {
        var protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default with { MinBytes = 0 } };
        var agreement = Agreement.Compressed(DeflateParameters.Default);
        var (near, far) = await Loopback.PairAsync();
        var options = new WebSocketConnectionOptions { Protocol = protocol, Time = time };
        await using var server = WebSocketConnection.FromStream(near, Role.Server, agreement, options);
        var answer = new TaskCompletionSource();
        var application = Task.Run(async () =>
        {
            // The memory of the first message is spare when the third is first processed, and is given back while the end waits.
            Assert.Equal(50_000, (await server.ReceiveAsync())?.Data.Length);
            Assert.Equal(0, (await server.ReceiveAsync())?.Data.Length);
            await answer.Task;
            Assert.Null(await server.ReceiveAsync());
        });

        var large = Compressed(new byte[50_000]);
        byte[] broken = [.. Compressed(new byte[30_000]).Payload.Memory.Span, 0x00, 0x00, 0xFF, 0xFF, 0x06];
        await far.WriteAsync(
            (byte[])[
                .. Masked(large), .. RawPeer.Text(""),
                .. Masked(new Frame(Opcode.Binary, Final: true, Rsv1: true, broken)),
            ],
            Patience.Token);
        await Waits();
        if (answers) answer.SetResult();
        else time.Advance(time.Waited!.Value);
        var closure = await server.Closed.Within();
        Assert.Equal(CloseCode.InvalidPayloadData, closure.Error.Map(error => error.Code).IfNone(0));
        answer.TrySetResult();
        await application.Within();
        await far.DisposeAsync();

        static byte[] Masked(Frame frame) => FrameEncoder.Encode(frame, MaskKey.FromBytes(1, 2, 3, 4)).ToArray();

        Frame Compressed(byte[] message)
        {
            var client = Connection.CreateOpen(Role.Client, agreement, protocol);
            var sent = Protocol.Step(client, new Input.Send(MessageKind.Binary, message) { Compress = CompressionChoice.Always });
            return ((Output.Framed)sent.Outputs[0]).Value;
        }
    }

    [Fact]
    public async Task A_pong_that_does_not_come_fails_nothing_while_an_answer_is_awaited()
    {
        var brief = TimeSpan.FromMilliseconds(20);
        var goOn = new TaskCompletionSource();
        var closed = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(
            async (connection, stop) =>
            {
                var message = (await connection.ReceiveAsync(stop))!.Value.ToText();
                await goOn.Task;
                await connection.SendTextAsync(message, stop);
                Assert.Null(await connection.ReceiveAsync(stop));
                closed.SetResult(await connection.Closed);
            },
            Options with { Protocol = ConnectionOptions.Default with { KeepAliveInterval = brief, PongTimeout = brief } });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);

        // All in one write: the answer is awaited before the first ping, however slow this machine is.
        await peer.SendAsync([.. RawPeer.Request(), .. RawPeer.Text("one"), .. Close]);
        Assert.StartsWith("HTTP/1.1 101 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        await Waits();
        Assert.Equal(Opcode.Ping, (await peer.ReadFrameAsync())?.Opcode);

        // The pong is not missed, however long this takes.
        await Task.Delay(10 * brief);
        goOn.SetResult();
        var texts = new List<string>();
        while (await peer.ReadFrameAsync() is { } frame)
            if (frame.Opcode != Opcode.Ping) texts.Add(frame.Opcode == Opcode.Text ? frame.Payload.ToText() : $"{frame.Opcode}");
        Assert.Equal(["one", "Close"], texts);
        Assert.True((await closed.Task.Within()).Clean);
    }

    [Fact]
    public async Task A_stopping_server_closes_connections_that_wait_for_an_answer()
    {
        var goOn = new TaskCompletionSource();
        var serving = Serving.With(_ => goOn.Task, Options);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Text("one"), .. Close]);
        await Waits();
        var stopping = serving.Server.StopAsync(Patience.Time);
        Assert.Equal(CloseCode.GoingAway, (await peer.ReadCloseAsync()).Code);
        goOn.SetResult();
        await stopping.Within();
        await serving.DisposeAsync();
    }

    private static Input Sending(string text) => new Input.Send(MessageKind.Text, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Waits until the end of the connection has arrived and awaits the application's answer.</summary>
    private Task Waits() => Patience.Until(() => time.Waited is not null);
}
