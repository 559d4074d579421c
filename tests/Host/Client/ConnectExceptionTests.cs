using System.Net;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The exceptions of a connection that did not open, or that has ended.</summary>
public sealed class ConnectExceptionTests
{
    [Fact]
    public async Task A_rejected_client_throws_an_IOException_with_the_response()
    {
        var options = new WebSocketServerOptions { Accept = _ => new(new Rejection(401, [], ByteString.FromText("who?"))) };
        await using var serving = Serving.Echo(options);
        var thrown = await Assert.ThrowsAsync<WebSocketConnectException>(() => WebSocketClient.ConnectAsync(serving.Uri).Within());
        Assert.IsType<IOException>(thrown, exactMatch: false);
        var rejected = Assert.IsType<ConnectFailure.Rejected>(thrown.Failure);
        Assert.Equal(rejected.Message, thrown.Message);
        Assert.Equal((401, "who?"), (thrown.Response?.Head.Status, thrown.Response?.Body.ToText()));
    }

    [Fact]
    public async Task A_client_of_a_server_that_does_not_run_throws_without_a_response()
    {
        using var listener = Loopback.Listen();
        var nobody = new Uri($"ws://{new IPEndPoint(IPAddress.Loopback, listener.Port())}/");
        listener.Dispose();
        var thrown = await Assert.ThrowsAsync<WebSocketConnectException>(() => WebSocketClient.ConnectAsync(nobody).Within());
        Assert.IsType<ConnectFailure.Unreachable>(thrown.Failure);
        Assert.Null(thrown.Response);
    }

    [Fact]
    public async Task A_client_and_a_server_over_a_stream_throw_if_the_peer_ends_it()
    {
        var connecting = WebSocketClient.ConnectAsync(Stream.Null, new Uri("ws://example/"));
        Assert.IsType<ConnectFailure.BadResponse>((await Assert.ThrowsAsync<WebSocketConnectException>(() => connecting.Within())).Failure);
        var accepting = WebSocketServer.AcceptAsync(Stream.Null);
        var thrown = await Assert.ThrowsAsync<WebSocketClosedException>(() => accepting.Within());
        Assert.IsType<IOException>(thrown, exactMatch: false);
        Assert.Equal((1006, ""), (thrown.Code, thrown.Reason));
        Assert.NotNull(thrown.Rule);
        Assert.Equal(thrown.CloseResult.Error.Map(error => error.Rule).IfNone(""), thrown.Rule);
    }

    [Fact]
    public async Task A_connection_opens_without_a_failure()
    {
        await using var serving = Serving.Echo();
        await using var connection = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        await connection.SendTextAsync("hello");
        Assert.Equal("hello", (await connection.ReceiveAsync(Patience.Token))?.ToText());
    }

    [Fact]
    public async Task A_send_after_the_peers_close_frame_states_its_code_and_reason()
    {
        await using var serving = Serving.With(async (connection, stop) => await connection.CloseAsync(3000, "enough", stop));
        await using var connection = await WebSocketClient.ConnectAsync(serving.Uri).Within();
        await connection.Closed.Within();
        var thrown = await Assert.ThrowsAsync<WebSocketClosedException>(() => connection.SendTextAsync("late").AsTask());
        Assert.Equal((3000, "enough", null), (thrown.Code, thrown.Reason, thrown.Rule));
    }
}
