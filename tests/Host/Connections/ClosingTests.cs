using System.Net.WebSockets;

namespace Pure.WebSockets.Host.Tests;

public sealed class ClosingTests
{
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(4);

    private readonly VirtualTime time = new();

    private WebSocketServerOptions Watched =>
        new() { Clock = time, Protocol = ConnectionOptions.Default with { ClosingHandshakeTimeout = Closing } };

    [Fact]
    public async Task When_the_client_closes_both_sides_see_its_code_and_reason()
    {
        var closure = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(async connection =>
        {
            await foreach (var message in connection.ReadAllAsync()) Assert.Fail($"no message was sent: {message}");
            closure.SetResult(await connection.Closed);
        });
        using var client = await Framework.ConnectAsync(serving.Uri);
        await client.CloseAsync((WebSocketCloseStatus)3000, "enough", Patience.Token);
        Assert.Equal((WebSocketCloseStatus)3000, client.CloseStatus);
        var end = await closure.Task.Within();
        Assert.Equal(new CloseStatus(3000, "enough"), end.Theirs);
        Assert.Equal(new CloseStatus(3000, ""), end.Ours);
        Assert.Equal((Side.Theirs, true), (end.First, end.Clean));
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task When_the_server_closes_both_sides_see_its_code_and_reason()
    {
        var closure = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(async connection => closure.SetResult(await connection.CloseAsync(4001, "maintenance")));
        using var client = await Framework.ConnectAsync(serving.Uri);
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
        Assert.Equal(((WebSocketCloseStatus?)4001, "maintenance"), (client.CloseStatus, client.CloseStatusDescription));
        await client.CloseOutputAsync((WebSocketCloseStatus)4002, "understood", Patience.Token);
        var end = await closure.Task.Within();
        Assert.Equal((new CloseStatus(4001, "maintenance"), new CloseStatus(4002, "understood")), (end.Ours, end.Theirs));
        Assert.Equal((Side.Ours, true, 4002), (end.First, end.Clean, end.Code));
    }

    [Fact]
    public async Task When_the_application_returns_the_connection_is_closed_with_1000()
    {
        await using var serving = Serving.With(_ => Task.CompletedTask);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.Equal((CloseCode.NormalClosure, ""), await peer.ReadCloseAsync());
        await peer.SendAsync(RawPeer.Frame(Opcode.Close, [3, 232]));
        Assert.Null(await peer.ReadFrameAsync());
    }

    [Fact]
    public async Task When_the_application_throws_the_connection_is_closed_with_1011_and_the_callback_is_called()
    {
        await using var serving = Serving.With(async (connection, stop) =>
        {
            if (connection.Request.Query.Length > 0) await Serving.EchoAll(connection, stop);
            await connection.ReceiveAsync(stop);
            throw new InvalidTimeZoneException("of the application");
        });
        using var other = await Framework.ConnectAsync(serving.Uri);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Text("go"));
        Assert.Equal(CloseCode.InternalError, (await peer.ReadCloseAsync()).Code);
        Assert.IsType<InvalidTimeZoneException>(await serving.OneError());
        await other.SendAsync(WebSocketMessageType.Text, "unharmed"u8.ToArray());
        Assert.Equal("unharmed"u8.ToArray(), (await other.ReceiveAsync()).Data);
    }

    [Fact]
    public async Task A_callback_that_throws_tears_nothing_down()
    {
        await using var server = WebSocketServer.Start(
            new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0),
            (_, _) => throw new InvalidTimeZoneException("at once"),
            new WebSocketServerOptions { OnError = _ => throw new InvalidTimeZoneException("in the callback") });
        for (var i = 0; i < 2; i++)
        {
            using var peer = await RawPeer.OpenAsync(server.LocalEndPoint);
            Assert.Equal(CloseCode.InternalError, (await peer.ReadCloseAsync()).Code);
        }
    }

    [Fact]
    public async Task The_server_ends_the_transport_right_after_the_closing_handshake()
    {
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with { LingerTimeout = Patience.Time });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Frame(Opcode.Close, []));
        Assert.Equal((CloseCode.NoStatusReceived, ""), await peer.ReadCloseAsync());

        // The stream only ends: the peer need not end its half first.
        Assert.Null(await peer.ReadFrameAsync());
    }

    [Fact]
    public async Task Bytes_after_a_close_frame_do_not_destroy_ours()
    {
        await using var serving = Serving.Echo();
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync([.. RawPeer.Frame(Opcode.Close, [3, 232]), .. RawPeer.Frame(Opcode.Binary, new byte[300_000])]);
        Assert.Equal(CloseCode.NormalClosure, (await peer.ReadCloseAsync()).Code);
        Assert.Null(await peer.ReadFrameAsync());
    }

    [Fact]
    public async Task A_peer_that_never_answers_our_close_is_dropped_at_the_deadline()
    {
        var closure = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(async connection => closure.SetResult(await connection.CloseAsync()), Watched);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.Equal(CloseCode.NormalClosure, (await peer.ReadCloseAsync()).Code);
        Assert.False(closure.Task.IsCompleted);
        await time.ElapseAsync(Closing);
        var end = await closure.Task.Within();
        Assert.Equal((false, true), (end.Clean, end.Theirs.IsNone));
        Assert.Contains("the peer did not answer the close frame", end.Error.Map(error => error.Seen).IfNone(""), StringComparison.Ordinal);
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_cannot_keep_a_connection_from_ending()
    {
        var full = new TaskCompletionSource();
        await using var serving = Serving.With(
            async connection =>
            {
                var sending = connection.SendAsync(MessageKind.Binary, new byte[32 * 1024 * 1024]).AsTask();
                await sending;
                full.SetResult();
                await connection.CloseAsync();
            },
            Watched);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.ReceiveBufferSize = 8 * 1024);
        await full.Task.Within();
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task An_application_that_receives_nothing_can_still_close_cleanly()
    {
        var begin = new TaskCompletionSource();
        var closure = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(
            async connection =>
            {
                await begin.Task;
                closure.SetResult(await connection.CloseAsync());
            },
            WebSocketServerOptions.Default with { MaxUnreadBytes = 1000 });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var unread = Enumerable.Repeat(RawPeer.Frame(Opcode.Binary, new byte[1000]), 100).SelectMany(frame => frame).ToArray();
        await peer.SendAsync(unread);
        begin.SetResult();
        Assert.Equal(CloseCode.NormalClosure, (await peer.ReadCloseAsync()).Code);
        await peer.SendAsync([.. unread, .. RawPeer.Frame(Opcode.Close, [3, 232])]);
        Assert.True((await closure.Task.Within()).Clean);
    }

    [Fact]
    public async Task Sending_after_the_close_says_how_the_connection_ended()
    {
        var failures = new TaskCompletionSource<(Exception? Text, Exception? Ping)>();
        await using var serving = Serving.With(async connection =>
        {
            Assert.Null(await connection.ReceiveAsync());
            Assert.Null(await connection.ReceiveAsync());
            failures.SetResult((
                await Record.ExceptionAsync(() => connection.SendTextAsync("late").AsTask()),
                await Record.ExceptionAsync(() => connection.PingAsync())));
            await connection.SendTextAsync("the server takes no offence");
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Frame(Opcode.Close, [0x0B, 0xB8]));
        var (text, ping) = await failures.Task.Within();
        Assert.Equal(3000, Assert.IsType<WebSocketClosedException>(text).CloseResult.Code);
        Assert.IsType<WebSocketClosedException>(ping);
        await serving.BecomesEmpty();
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task Misuse_names_the_rule_and_leaves_the_connection_as_it_was()
    {
        var failures = new TaskCompletionSource<Exception?[]>();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            failures.SetResult(
            [
                await Record.ExceptionAsync(() => connection.SendAsync(MessageKind.Text, new byte[] { 0xFF }, stop).AsTask()),
                await Record.ExceptionAsync(() => connection.PingAsync(new byte[126], stop)),
                await Record.ExceptionAsync(() => connection.CloseAsync(1005, "a reason without a code", stop)),
                await Record.ExceptionAsync(() => connection.CloseAsync(1006, cancellationToken: stop)),
            ]);
            await Serving.EchoAll(connection, stop);
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var rules = (await failures.Task.Within()).Select(failure => Assert.IsType<WebSocketMisuseException>(failure).Misuse.Rule);
        Assert.Equal(["RFC 6455 §8.1", "RFC 6455 §5.5", "RFC 6455 §5.5.1", "RFC 6455 §7.4"], rules);
        await peer.SendAsync(RawPeer.Text("well"));
        Assert.Equal("well", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task Aborting_wakes_the_receive_that_waits_and_drops_the_transport()
    {
        var ended = new TaskCompletionSource<(BorrowedMessage? Message, CloseResult Closure)>();
        await using var serving = Serving.With(async connection =>
        {
            var receiving = connection.ReceiveAsync();
            connection.Abort();
            ended.SetResult((await receiving, await connection.Closed));
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var (message, closure) = await ended.Task.Within();
        Assert.Null(message);
        Assert.Equal((Side.Ours, CloseCode.AbnormalClosure), (closure.First, closure.Code));
        Assert.Null(await peer.ReadFrameAsync());
    }
}
