using System.IO.Pipelines;
using System.Net.Security;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A call that takes ownership of a socket, a stream or pipes frees them if it throws because an argument is invalid.</summary>
public sealed class OwnershipTests
{
    private static readonly ConnectionOptions TooLarge =
        ConnectionOptions.Default with { Limits = Limits.Default with { MaxMessageBytes = long.MaxValue } };

    private static readonly WebSocketServerOptions Invalid = new() { Protocol = TooLarge };

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
    [InlineData("ws://example/", true, "")]
    [InlineData("http://example/", false, "")]
    [InlineData("ws://example/", false, "not a token")]
    public async Task A_clients_stream_is_freed(string target, bool tooLarge, string subprotocol)
    {
        var stream = new MemoryStream();
        var options = new WebSocketClientOptions
        {
            Protocol = tooLarge ? TooLarge : ConnectionOptions.Default,
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
