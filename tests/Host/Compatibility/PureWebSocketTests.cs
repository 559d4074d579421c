using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Behavior that is equal in both implementations.</summary>
public sealed class PureWebSocketTests
{
    public static TheoryData<Implementation> Both { get; } = [Implementation.Ours, Implementation.Frameworks];

    [Theory, MemberData(nameof(Both))]
    public async Task A_new_one_is_open_and_knows_its_subprotocol(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        Assert.Equal(
            (WebSocketState.Open, "spoken", null, null),
            (pair.Socket.State, pair.Socket.SubProtocol, pair.Socket.CloseStatus, pair.Socket.CloseStatusDescription)
        );
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_message_comes_in_pieces_that_fit_the_callers_memory(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        await pair.SendAsync([.. RawPeer.Text("seven c"), .. RawPeer.Frame(Opcode.Binary, [1, 2])]);
        Assert.Equal("sev Text False", await ReceiveAsync(pair.Socket, 3));
        Assert.Equal("en  Text False", await ReceiveAsync(pair.Socket, 3));
        Assert.Equal("c Text True", await ReceiveAsync(pair.Socket, 3));
        Assert.Equal("\u0001\u0002 Binary True", await ReceiveAsync(pair.Socket, 2));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Without_memory_a_receive_waits_for_a_message_and_takes_nothing_of_it(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var waiting = ReceiveAsync(pair.Socket, 0);
        Assert.False(waiting.IsCompleted);
        await pair.SendAsync([.. RawPeer.Text("hi"), .. RawPeer.Text("")]);
        Assert.Equal(" Text False", await waiting.Within());
        Assert.Equal("hi Text True", await ReceiveAsync(pair.Socket, 2));
        Assert.Equal(" Text True", await ReceiveAsync(pair.Socket, 0));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Messages_and_parts_of_messages_leave_as_they_were_given(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        await pair.Socket.SendAsync("one"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        await pair.Socket.SendAsync("t"u8.ToArray().AsMemory(), WebSocketMessageType.Text, endOfMessage: false, Patience.Token);
        await pair.Socket.SendAsync("w"u8.ToArray().AsMemory(), WebSocketMessageType.Binary, WebSocketMessageFlags.None, Patience.Token);
        await pair.Socket.SendAsync(
            "o"u8.ToArray().AsMemory(),
            WebSocketMessageType.Text,
            WebSocketMessageFlags.EndOfMessage,
            Patience.Token
        );
        await pair.Socket.SendAsync(
            new byte[300].AsMemory(),
            WebSocketMessageType.Binary,
            WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression,
            Patience.Token
        );
        Assert.Equal(Frame(Opcode.Text, "one"), await pair.ReadFrameAsync());
        Assert.Equal(Frame(Opcode.Text, "t", final: false), await pair.ReadFrameAsync());
        Assert.Equal(Frame(Opcode.Continuation, "w", final: false), await pair.ReadFrameAsync());
        Assert.Equal(Frame(Opcode.Continuation, "o"), await pair.ReadFrameAsync());
        Assert.Equal(new Frame(Opcode.Binary, Final: true, Rsv1: false, new byte[300]), await pair.ReadFrameAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_peers_close_frame_is_received_behind_its_messages_and_answered(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        await pair.SendAsync([.. RawPeer.Text("last"), .. RawPeer.Frame(Opcode.Close, Pair.Payload(new CloseStatus(3333, "why")))]);
        Assert.Equal("last Text True", await ReceiveAsync(pair.Socket, 10));
        Assert.Equal(WebSocketState.Open, pair.Socket.State);
        var result = await pair.Socket.ReceiveAsync(new ArraySegment<byte>(new byte[10]), Patience.Token);
        Assert.Equal(
            (WebSocketMessageType.Close, 0, true, (WebSocketCloseStatus)3333, "why"),
            (result.MessageType, result.Count, result.EndOfMessage, result.CloseStatus, result.CloseStatusDescription)
        );
        Assert.Equal(
            (WebSocketState.CloseReceived, (WebSocketCloseStatus)3333, "why"),
            (pair.Socket.State, pair.Socket.CloseStatus, pair.Socket.CloseStatusDescription)
        );
        await pair.Socket.CloseAsync((WebSocketCloseStatus)3333, "", Patience.Token);
        Assert.Equal(WebSocketState.Closed, pair.Socket.State);
        Assert.Equal(
            new Frame(Opcode.Close, Final: true, Rsv1: false, Pair.Payload(new CloseStatus(3333, ""))),
            await pair.ReadFrameAsync()
        );
        Assert.Null(await pair.ReadFrameAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_empty_close_frame_counts_as_a_normal_closure(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        await pair.SendCloseAsync(CloseStatus.None);
        Assert.Equal("Close", await KindAsync(pair.Socket));
        Assert.Equal((WebSocketCloseStatus.NormalClosure, ""), (pair.Socket.CloseStatus, pair.Socket.CloseStatusDescription));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Behind_our_close_frame_the_peers_messages_and_its_close_frame_can_be_received(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        await pair.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "over", Patience.Token);
        Assert.Equal(WebSocketState.CloseSent, pair.Socket.State);
        Assert.Equal(
            new Frame(Opcode.Close, Final: true, Rsv1: false, Pair.Payload(new CloseStatus(1000, "over"))),
            await pair.ReadFrameAsync()
        );
        await pair.SendAsync(RawPeer.Text("still"));
        Assert.Equal("still Text True", await ReceiveAsync(pair.Socket, 10));
        await pair.SendCloseAsync(new CloseStatus(1000, ""));
        Assert.Equal("Close", await KindAsync(pair.Socket));
        Assert.Equal(WebSocketState.Closed, pair.Socket.State);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Closing_waits_for_the_peers_close_frame(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var closing = pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Patience.Token);
        Assert.Equal(Opcode.Close, (await pair.ReadFrameAsync())?.Opcode);
        Assert.False(closing.IsCompleted);
        Assert.Equal(WebSocketState.CloseSent, pair.Socket.State);
        await pair.SendCloseAsync(new CloseStatus(1001, "me too"));
        await closing.Within();
        Assert.Equal(
            (WebSocketState.Closed, WebSocketCloseStatus.EndpointUnavailable, "me too"),
            (pair.Socket.State, pair.Socket.CloseStatus, pair.Socket.CloseStatusDescription)
        );
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_peer_that_vanishes_is_told_as_closed_prematurely(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        pair.Vanish();
        var error = await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(pair.Socket, 10));
        Assert.Equal((WebSocketError.ConnectionClosedPrematurely, WebSocketState.Aborted), (error.WebSocketErrorCode, pair.Socket.State));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_peer_that_vanishes_while_we_close_is_told_as_closed_prematurely(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var closing = pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        Assert.Equal(Opcode.Close, (await pair.ReadFrameAsync())?.Opcode);
        pair.Vanish();
        var error = await Assert.ThrowsAsync<WebSocketException>(() => closing);
        Assert.Equal((WebSocketError.ConnectionClosedPrematurely, WebSocketState.Aborted), (error.WebSocketErrorCode, pair.Socket.State));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_peer_that_breaks_a_rule_is_told_why_and_we_are_told_it_faulted(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        await pair.SendAsync(0x83, 0x80, 0, 0, 0, 0);
        var error = await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(pair.Socket, 10));
        Assert.Equal((WebSocketError.Faulted, WebSocketState.Aborted), (error.WebSocketErrorCode, pair.Socket.State));
        var close = await pair.ReadFrameAsync();
        Assert.Equal(new byte[] { 0x03, 0xEA }, close!.Value.Payload.ToArray()[..2]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_receive_that_waits_ends_when_the_socket_is_aborted(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var receiving = ReceiveAsync(pair.Socket, 10);
        pair.Socket.Abort();
        await Assert.ThrowsAsync<OperationCanceledException>(() => receiving.Within());
        Assert.Equal(WebSocketState.Aborted, pair.Socket.State);
        Assert.Null(await pair.ReadFrameAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_receive_that_waits_ends_when_the_socket_is_disposed(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var receiving = ReceiveAsync(pair.Socket, 10);
        pair.Socket.Dispose();
        var error = await Assert.ThrowsAsync<WebSocketException>(() => receiving.Within());
        Assert.Equal((WebSocketError.ConnectionClosedPrematurely, WebSocketState.Closed), (error.WebSocketErrorCode, pair.Socket.State));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_receive_that_waits_is_told_of_the_peers_close_frame_while_we_close(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var receiving = KindAsync(pair.Socket);
        var closing = pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        Assert.Equal(Opcode.Close, (await pair.ReadFrameAsync())?.Opcode);
        await pair.SendCloseAsync(new CloseStatus(1000, ""));
        Assert.Equal("Close", await receiving.Within());
        await closing.Within();
        Assert.Equal(WebSocketState.Closed, pair.Socket.State);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_token_that_is_cancelled_before_a_send_or_a_close_prevents_it(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            pair.Socket.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: true, cancelled)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            pair.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", cancelled)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            pair.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancelled)
        );
        Assert.Equal(WebSocketState.Open, pair.Socket.State);
        await pair.Socket.SendAsync("here"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        Assert.Equal(Frame(Opcode.Text, "here"), await pair.ReadFrameAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Arguments_that_make_no_sense_are_refused(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var socket = pair.Socket;
        await Assert.ThrowsAsync<ArgumentNullException>(() => socket.ReceiveAsync(default(ArraySegment<byte>), Patience.Token));
        await Assert.ThrowsAsync<ArgumentNullException>(() =>
            socket.SendAsync(default(ArraySegment<byte>), WebSocketMessageType.Text, endOfMessage: true, Patience.Token)
        );
        await Assert.ThrowsAsync<ArgumentException>(
            "messageType",
            () => socket.SendAsync(new byte[1], WebSocketMessageType.Close, endOfMessage: true, Patience.Token)
        );
        await Assert.ThrowsAsync<ArgumentException>(
            "messageType",
            () => socket.SendAsync(new byte[1], (WebSocketMessageType)7, endOfMessage: true, Patience.Token)
        );
        foreach (var code in new[] { 0, 999, 1006, 1015 })
        {
            await Assert.ThrowsAsync<ArgumentException>(
                "closeStatus",
                () => socket.CloseAsync((WebSocketCloseStatus)code, "", Patience.Token)
            );
            await Assert.ThrowsAsync<ArgumentException>(
                "closeStatus",
                () => socket.CloseOutputAsync((WebSocketCloseStatus)code, "", Patience.Token)
            );
        }

        await Assert.ThrowsAsync<ArgumentException>(
            "statusDescription",
            () => socket.CloseAsync(WebSocketCloseStatus.Empty, "why", Patience.Token)
        );
        await Assert.ThrowsAsync<ArgumentException>(
            "statusDescription",
            () => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, new string('x', 124), Patience.Token)
        );
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_receive_and_a_send_may_be_under_way_at_once(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var receiving = ReceiveAsync(pair.Socket, 10);
        await pair.Socket.SendAsync("out"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        Assert.Equal(Frame(Opcode.Text, "out"), await pair.ReadFrameAsync());
        await pair.SendAsync(RawPeer.Text("in"));
        Assert.Equal("in Text True", await receiving.Within());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_stream_of_it_carries_bytes(Implementation whose)
    {
        using var pair = await Pair.OpenAsync(whose);
        var stream = WebSocketStream.Create(pair.Socket, WebSocketMessageType.Binary, ownsWebSocket: false);
        await stream.WriteAsync(new byte[] { 1, 2, 3 }, Patience.Token);
        Assert.Equal(new byte[] { 1, 2, 3 }, (await pair.ReadFrameAsync())?.Payload.ToArray());
        await pair.SendAsync([
            .. RawPeer.Frame(Opcode.Binary, [4, 5]),
            .. RawPeer.Frame(Opcode.Binary, [6]),
            .. RawPeer.Frame(Opcode.Close, []),
        ]);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Patience.Token);
        Assert.Equal(new byte[] { 4, 5, 6 }, all.ToArray());
    }

    internal static async Task<string> ReceiveAsync(WebSocket socket, int bytes)
    {
        var buffer = new byte[bytes];
        var result = await socket.ReceiveAsync(buffer.AsMemory(), Patience.Token);
        return $"{Encoding.UTF8.GetString(buffer, 0, result.Count)} {result.MessageType} {result.EndOfMessage}";
    }

    private static async Task<string> KindAsync(WebSocket socket) =>
        $"{(await socket.ReceiveAsync(new byte[10].AsMemory(), Patience.Token)).MessageType}";

    private static Frame Frame(Opcode opcode, string text, bool final = true) =>
        new(opcode, final, Rsv1: false, Encoding.UTF8.GetBytes(text));
}
