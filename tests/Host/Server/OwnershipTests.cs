using System.IO.Pipelines;
using System.Net.Security;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A call that takes ownership of a socket, a stream or pipes frees them if it throws because an argument is invalid.</summary>
public sealed class OwnershipTests
{
    private static readonly WebSocketServerOptions Invalid = new() { MaxUnreadBytes = 0 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_socket_is_freed(bool withTls)
    {
        var (socket, far) = await Wired.SocketsAsync();
        using var peer = far;
        var options = withTls ? new WebSocketServerOptions { Tls = new SslServerAuthenticationOptions() } : Invalid;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => WebSocketServer.TryAcceptAsync(socket, options).Within());
        Assert.Equal("", await peer.ReadRestAsync());
    }

    [Fact]
    public async Task A_stream_is_freed()
    {
        var stream = new MemoryStream();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => WebSocketServer.TryAcceptAsync(stream, Invalid).Within());
        Assert.False(stream.CanRead);
    }

    [Fact]
    public async Task Pipes_are_completed()
    {
        var (up, down) = (new Pipe(), new Pipe());
        var pipes = new Ends(up.Reader, down.Writer);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => WebSocketServer.TryAcceptAsync(pipes, Invalid).Within());
        Assert.True((await down.Reader.ReadAsync(Patience.Token)).IsCompleted);
        Assert.True((await up.Writer.WriteAsync(new byte[1], Patience.Token)).IsCompleted);
    }

    [Theory]
    [InlineData("ws://example/", 0, "")]
    [InlineData("http://example/", 1, "")]
    [InlineData("ws://example/", 1, "not a token")]
    public async Task A_clients_stream_is_freed(string target, int maxUnreadBytes, string subprotocol)
    {
        var stream = new MemoryStream();
        var options = new WebSocketClientOptions
        {
            MaxUnreadBytes = maxUnreadBytes,
            Subprotocols = subprotocol.Length == 0 ? [] : [subprotocol],
        };
        await Assert.ThrowsAnyAsync<ArgumentException>(() => WebSocketClient.TryConnectAsync(stream, new Uri(target), options).Within());
        Assert.False(stream.CanRead);
    }

    [Fact]
    public async Task A_clients_stream_is_freed_if_HTTP_2_is_wanted()
    {
        var stream = new MemoryStream();
        var options = new WebSocketClientOptions { HttpVersion = System.Net.HttpVersion.Version20 };
        await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            WebSocketClient.TryConnectAsync(stream, new Uri("ws://example/"), options).Within());
        Assert.False(stream.CanRead);
    }

    [Fact]
    public void A_stream_that_was_opened_elsewhere_is_freed()
    {
        var stream = new MemoryStream();
        Assert.ThrowsAny<ArgumentException>(() =>
        {
            _ = WebSocketConnection.FromStream(stream, Role.Server, Agreement.Plain, Invalid);
        });
        Assert.False(stream.CanRead);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
