using System.Net.WebSockets;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>permessage-deflate over sockets (RFC 7692).</summary>
public sealed class CompressionTests
{
    private const string Offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

    private static WebSocketServerOptions Compressing { get; } =
        new() { Protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Compressed_messages_of_the_frameworks_client_come_back(bool takeover)
    {
        await using var serving = Serving.Echo(Compressing);
        using var client = await Framework.ConnectAsync(
            serving.Uri,
            options =>
                options.DangerousDeflateOptions = new WebSocketDeflateOptions
                {
                    ClientContextTakeover = takeover,
                    ServerContextTakeover = takeover,
                }
        );
        foreach (var length in new[] { 0, 1, 63, 64, 1000, 100_000, 3_000_000 })
        {
            var text = Encoding.ASCII.GetBytes(Sentences(length));
            await client.SendAsync(WebSocketMessageType.Text, text);
            var (type, data) = await client.ReceiveAsync();
            Assert.Equal(WebSocketMessageType.Text, type);
            Assert.Equal(text, data);
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    }

    [Fact]
    public async Task Nothing_is_compressed_unless_the_servers_options_say_so()
    {
        await using var serving = Serving.With(async connection =>
        {
            Assert.True(connection.Agreement.Compression.IsNone);
            await connection.SendTextAsync(Sentences(1000));
        });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request(Offer));
        Assert.DoesNotContain("Extensions", await peer.ReadHeadAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(new Frame(Opcode.Text, Final: true, Rsv1: false, ByteString.FromText(Sentences(1000))), await peer.ReadFrameAsync());
    }

    [Fact]
    public async Task The_application_says_of_each_message_whether_it_is_compressed()
    {
        await using var serving = Serving.With(
            async connection =>
            {
                await connection.SendAsync(MessageKind.Text, Encoding.ASCII.GetBytes(Sentences(1000)), CompressionChoice.Never);
                await connection.SendAsync(MessageKind.Text, "short"u8.ToArray());
                await connection.SendAsync(MessageKind.Text, "short"u8.ToArray(), CompressionChoice.Always);
                await connection.SendTextAsync(Sentences(1000));
                await connection.SendPartAsync(MessageKind.Text, "a part"u8.ToArray(), isFinal: false, CompressionChoice.Never);
                await connection.SendPartAsync(MessageKind.Text, ""u8.ToArray(), isFinal: true);
            },
            Compressing);
        using var peer = await OpenAsync(serving);
        Assert.Equal(
            new[] { false, false, true, true, false, false },
            new[] { await Rsv1(peer), await Rsv1(peer), await Rsv1(peer), await Rsv1(peer), await Rsv1(peer), await Rsv1(peer) }
        );
    }

    [Fact]
    public async Task A_message_that_inflates_beyond_the_limit_is_reported()
    {
        var limits = Limits.Default with { MaxInflatedBytes = 100_000 };
        await using var serving = Serving.Echo(Compressing with { Protocol = Compressing.Protocol with { Limits = limits } });
        using var peer = await OpenAsync(serving);
        await peer.SendAsync(Compressed(new byte[100_000]));
        Assert.Equal(Opcode.Binary, (await peer.ReadFrameAsync())?.Opcode);
        await peer.SendAsync(Compressed(new byte[100_001]));
        var (code, reason) = await peer.ReadCloseAsync();
        Assert.Equal(CloseCode.MessageTooBig, code);
        Assert.Contains("100000", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_frame_that_inflates_to_a_long_message_arrives_whole()
    {
        await using var serving = Serving.Echo(Compressing);
        using var client = await Framework.ConnectAsync(
            serving.Uri,
            options => options.DangerousDeflateOptions = new WebSocketDeflateOptions()
        );
        await client.SendAsync(WebSocketMessageType.Binary, new byte[10_000_000]);
        Assert.Equal(new byte[10_000_000], (await client.ReceiveAsync()).Data);
    }

    [Fact]
    public async Task An_idle_connection_frees_its_tables_and_keeps_its_window()
    {
        var opened = new TaskCompletionSource<WebSocketConnection>();
        await using var serving = Serving.With(
            (connection, stop) =>
            {
                opened.SetResult(connection);
                return Serving.EchoAll(connection, stop);
            },
            Compressing with
            {
                CompactAfter = TimeSpan.FromMilliseconds(20),
            }
        );
        using var client = await Framework.ConnectAsync(
            serving.Uri,
            options => options.DangerousDeflateOptions = new WebSocketDeflateOptions()
        );
        var connection = await opened.Task.Within();
        for (var round = 0; round < 3; round++)
        {
            await client.SendAsync(WebSocketMessageType.Text, Encoding.ASCII.GetBytes(Sentences(50_000)));
            Assert.Equal(Sentences(50_000), Encoding.ASCII.GetString((await client.ReceiveAsync()).Data));

            // A second call would change nothing: the memory is already free.
            await Patience.Until(() => connection.State is var state && ReferenceEquals(Kernel.Compact(state).Next, state));
        }
    }

    private static async Task<RawPeer> OpenAsync(Serving serving)
    {
        var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync(RawPeer.Request(Offer));
        Assert.Contains("Sec-WebSocket-Extensions: permessage-deflate\r\n", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        return peer;
    }

    private static async Task<bool> Rsv1(RawPeer peer) =>
        (await peer.ReadFrameAsync())?.Rsv1 ?? throw new InvalidOperationException("the transport ended");

    private static byte[] Compressed(byte[] plain) =>
        FrameEncoder.Encode(
            new Frame(Opcode.Binary, Final: true, Rsv1: true, DeflateContext.Create(15, contextTakeover: false).Compress(plain).Payload),
            MaskKey.FromBytes(9, 8, 7, 6)
        );

    private static string Sentences(int length) =>
        string.Concat(Enumerable.Range(0, (length / 10) + 1).Select(number => $"Number {number * 7919 % 1000}. "))[..length];
}
