using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

public sealed class EchoTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(1024 * 1024)]
    [InlineData(16 * 1024 * 1024)]
    public async Task A_binary_message_of_any_size_comes_back_as_it_was(int size)
    {
        await using var serving = Serving.Echo();
        using var client = await Framework.ConnectAsync(serving.Uri);
        var data = Bytes(size);
        var sending = client.SendAsync(WebSocketMessageType.Binary, data);
        var (type, back) = await client.ReceiveAsync();
        await sending;
        Assert.Equal(WebSocketMessageType.Binary, type);
        Assert.True(data.AsSpan().SequenceEqual(back));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30_000)]
    public async Task Text_comes_back_as_text(int repeats)
    {
        await using var serving = Serving.Echo();
        using var client = await Framework.ConnectAsync(serving.Uri);
        var text = string.Concat(Enumerable.Repeat("Grüße, κόσμε 🌍 ", repeats));
        await client.SendAsync(WebSocketMessageType.Text, Encoding.UTF8.GetBytes(text));
        var (type, back) = await client.ReceiveAsync();
        Assert.Equal(WebSocketMessageType.Text, type);
        Assert.Equal(text, Encoding.UTF8.GetString(back));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    }

    [Fact]
    public async Task A_message_in_fragments_comes_back_whole_even_when_a_fragment_cuts_a_code_point()
    {
        await using var serving = Serving.Echo();
        using var client = await Framework.ConnectAsync(serving.Uri);
        var text = Encoding.UTF8.GetBytes("Grüße 🌍");
        foreach (var octet in text) await client.SendAsync(WebSocketMessageType.Text, new[] { octet }, end: false);
        await client.SendAsync(WebSocketMessageType.Text, ReadOnlyMemory<byte>.Empty);
        Assert.Equal((WebSocketMessageType.Text, "Grüße 🌍"), Of(await client.ReceiveAsync()));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    }

    [Fact]
    public async Task A_message_sent_in_parts_arrives_as_one()
    {
        await using var serving = Serving.With(async connection =>
        {
            await connection.SendPartAsync(MessageKind.Text, new byte[] { 0xC3 }, isFinal: false);
            await connection.PingAsync();
            await connection.SendPartAsync(MessageKind.Text, new byte[] { 0xA4 }, isFinal: true);
            await connection.SendTextAsync("ö");
            await connection.ReceiveAsync();
        });
        using var client = await Framework.ConnectAsync(serving.Uri);
        Assert.Equal((WebSocketMessageType.Text, "ä"), Of(await client.ReceiveAsync()));
        Assert.Equal((WebSocketMessageType.Text, "ö"), Of(await client.ReceiveAsync()));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    }

    [Fact]
    public async Task Bytes_that_trickle_in_one_by_one_make_the_same_messages()
    {
        await using var serving = Serving.Echo();
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint, socket => socket.NoDelay = true);
        foreach (var octet in RawPeer.Request()) await peer.SendAsync([octet]);
        Assert.StartsWith("HTTP/1.1 101 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        foreach (var octet in RawPeer.Text("trickle").Concat(RawPeer.Frame(Opcode.Ping, [7, 8]))) await peer.SendAsync([octet]);
        Assert.Equal("trickle", await peer.ReadTextAsync());
        Assert.Equal(Opcode.Pong, (await peer.ReadFrameAsync())?.Opcode);
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("0.0.0.0")]
    public async Task It_serves_over_IPv6_and_over_both_when_the_address_is_any(string address)
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "no IPv6 here");
        await using var serving = Serving.Echo(address: IPAddress.Parse(address));
        var port = serving.EndPoint.Port;
        foreach (var host in address switch { "::1" => ["[::1]"], "::" => ["[::1]", "127.0.0.1"], _ => new[] { "127.0.0.1" } })
        {
            using var client = await Framework.ConnectAsync(new Uri($"ws://{host}:{port}/"));
            await client.SendAsync(WebSocketMessageType.Text, "six"u8.ToArray());
            Assert.Equal((WebSocketMessageType.Text, "six"), Of(await client.ReceiveAsync()));
            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        }
    }

    private static (WebSocketMessageType Type, string Text) Of((WebSocketMessageType Type, byte[] Data) message) =>
        (message.Type, Encoding.UTF8.GetString(message.Data));

    private static byte[] Bytes(int size)
    {
        var data = new byte[size];
        new Random(size).NextBytes(data);
        return data;
    }
}
