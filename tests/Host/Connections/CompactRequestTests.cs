using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>An open connection keeps its request in a compact form until the application reads it.</summary>
public sealed class CompactRequestTests
{
    private const string Browsers =
        "GET / HTTP/1.1\r\nHost: chat.example\r\nConnection: Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\nUser-Agent: "
            + "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\nUpgrade: websocket\r\n"
        + "Origin: https://chat.example\r\nSec-WebSocket-Version: 13\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: "
        + "en-US,en;q=0.9\r\nCookie: a=1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + "Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";

    [Theory]
    [InlineData(Browsers)]
    [InlineData(
        "GET /chat?room=1 HTTP/1.1\r\nhost: a\r\nUPGRADE:WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: "
            + "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version:\t13 \r\nX: \u00FC\u00FF\r\nX:\r\nA:\r\n\r\n"
    )]
    public void Reading_gives_an_equal_request(string head)
    {
        var request = Requested(head);
        Assert.Equal(request, CompactRequest.Read(CompactRequest.Of(request)));
    }

    [Fact]
    public void It_is_shorter_than_on_the_wire() =>
        Assert.True(CompactRequest.Of(Requested(Browsers)).Length < Browsers.Length * 2 / 3);

    [Fact]
    public async Task Two_reads_return_the_same_object()
    {
        var seen = new TaskCompletionSource<(UpgradeRequest First, UpgradeRequest Second)>();
        await using var serving = Serving.With(connection =>
        {
            seen.SetResult((connection.Request, connection.Request));
            return Task.CompletedTask;
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var (first, second) = await seen.Task.Within();
        Assert.Same(first, second);
        Assert.Equal("/chat", first.Path);
        Assert.Equal(Requested(Encoding.Latin1.GetString(RawPeer.Request())), first);
    }

    private static UpgradeRequest Requested(string head) =>
        HeadParser
            .ParseRequest(Encoding.Latin1.GetBytes(head))
            .Bind(ServerHandshake.Check)
            .IfLeft(error => throw new InvalidOperationException(error.Seen));
}
