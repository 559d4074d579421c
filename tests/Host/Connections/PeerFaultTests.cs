using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

public sealed class PeerFaultTests
{
    public static TheoryData<string, byte[], int> Faults { get; } = new()
    {
        { "an unmasked frame", [0x81, 0x01, (byte)'a'], CloseCode.ProtocolError },
        { "a reserved bit", [0xF1, 0x80, 0, 0, 0, 0], CloseCode.ProtocolError },
        { "a reserved opcode", [0x83, 0x80, 0, 0, 0, 0], CloseCode.ProtocolError },
        { "a fragmented ping", [0x09, 0x80, 0, 0, 0, 0], CloseCode.ProtocolError },
        { "a continuation of nothing", [0x80, 0x80, 0, 0, 0, 0], CloseCode.ProtocolError },
        { "text that is not UTF-8", [0x81, 0x81, 0, 0, 0, 0, 0xFF], CloseCode.InvalidPayloadData },
        { "a frame of an exabyte", [0x82, 0xFF, 0x0F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], CloseCode.MessageTooBig },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_broken_rule_gets_the_code_of_the_RFC_then_the_end_and_touches_no_other_connection(
        string fault,
        byte[] bytes,
        int code
    )
    {
        await using var serving = Serving.Echo();
        using var other = await Framework.ConnectAsync(serving.Uri);
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        await peer.SendAsync(bytes);
        var close = await peer.ReadCloseAsync();
        Assert.True(code == close.Code, $"{fault}: {close}");
        Assert.StartsWith("RFC 6455 §", close.Reason, StringComparison.Ordinal);
        Assert.Null(await peer.ReadFrameAsync());

        await other.SendAsync(WebSocketMessageType.Text, "well"u8.ToArray());
        Assert.Equal("well"u8.ToArray(), (await other.ReceiveAsync()).Data);
        Assert.Empty(serving.Errors);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 426 ")]
    [InlineData("POST /chat HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 405 ")]
    [InlineData("\u0016\u0003\u0001 TLS to a server that speaks none\r\n\r\n", "HTTP/1.1 400 ")]
    public async Task A_request_that_is_no_upgrade_gets_the_status_that_says_so(string request, string status)
    {
        await using var serving = Serving.Echo();
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(Encoding.Latin1.GetBytes(request));
        Assert.StartsWith(status, await peer.ReadHeadAsync(), StringComparison.Ordinal);
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task Garbage_of_any_kind_tears_nothing_down()
    {
        await using var serving = Serving.Echo(WebSocketServerOptions.Default with { LingerTimeout = TimeSpan.FromMilliseconds(100) });
        var random = new Random(6455);
        for (var round = 0; round < 40; round++)
        {
            using var peer = round % 2 == 0 ? await RawPeer.ConnectAsync(serving.EndPoint) : await RawPeer.OpenAsync(serving.EndPoint);
            var garbage = new byte[random.Next(1, 20_000)];
            random.NextBytes(garbage);
            try
            {
                await peer.SendAsync(garbage);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The server has closed the connection.
            }
        }

        using var client = await Framework.ConnectAsync(serving.Uri);
        await client.SendAsync(WebSocketMessageType.Text, "well"u8.ToArray());
        Assert.Equal("well"u8.ToArray(), (await client.ReceiveAsync()).Data);
        client.Abort();
        await serving.BecomesEmpty();
        Assert.Empty(serving.Errors);
    }
}
