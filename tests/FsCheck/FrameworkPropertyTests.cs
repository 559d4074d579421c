using System.Net.WebSockets;
using FsCheck;
using XunitConformance;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>The ready properties on the framework's WebSocket, and its errors that they find, which docs/testing.md describes.</summary>
public sealed class FrameworkPropertyTests(ITestOutputHelper output)
{
    private const string NotText = "the peer sent text that is not UTF-8";
    private const string NotMasked = "the peer received an unmasked frame from a client, and did not fail the connection";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_frameworks_WebSocket_conforms_except_for_its_known_errors(Role role) =>
        Checked.Holds(
            OfFramework(
                role,
                finding =>
                    finding.Text.StartsWith(NotText, StringComparison.Ordinal)
                    || finding.Text.StartsWith(NotMasked, StringComparison.Ordinal)
            ),
            cases: 200
        );

    [Fact]
    public void The_framework_delivers_fragments_that_are_not_UTF_8()
    {
        var failure = Checked.Fails(OfFramework(Role.Server, finding => finding.Text != NotText), cases: 20_000);
        output.WriteLine(failure.Text);
        Assert.Contains($"MUST, RFC 6455 §8.1: {NotText}", failure.Text, StringComparison.Ordinal);
        Assert.Equal(1, failure.Frames);
        var page = PageExamples.Resource("properties.md");
        Assert.Contains($"Label of failing property: MUST, RFC 6455 §8.1: {NotText}", page, StringComparison.Ordinal);
        var frame = failure.Shrunk.Split('\n').Single(line => line.StartsWith("  send ", StringComparison.Ordinal)).TrimEnd();
        Assert.Contains($"\n{frame}\n", page, StringComparison.Ordinal);
    }

    /// <summary>The same error, without any of our code: a text fragment whose last byte begins no sequence of UTF-8.</summary>
    [Fact]
    public async Task The_framework_delivers_a_fragment_with_an_invalid_last_byte()
    {
        using var socket = Server(new Bytes([0x01, 0x81, 0, 0, 0, 0, 0xf5]));
        var received = await socket.ReceiveAsync(new byte[10].AsMemory(), CancellationToken.None).AsTask().WaitAsync(Long);
        Assert.Equal((1, WebSocketMessageType.Text, false), (received.Count, received.MessageType, received.EndOfMessage));
    }

    /// <summary>
    /// The other error, without any of our code. The same frame with a mask is delivered, or is rejected for its reserved bit.
    /// </summary>
    [Theory]
    [InlineData(0x81)]
    [InlineData(0xc1)]
    public async Task The_framework_waits_for_more_bytes_after_an_empty_frame_that_is_not_masked(int first)
    {
        using var unmasked = Server(new Bytes([(byte)first, 0x00]));
        var receiving = unmasked.ReceiveAsync(new byte[10].AsMemory(), CancellationToken.None).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => receiving.WaitAsync(Moment));
        using var masked = Server(new Bytes([(byte)first, 0x80, 0, 0, 0, 0]));
        var received = masked.ReceiveAsync(new byte[10].AsMemory(), CancellationToken.None).AsTask();
        if (first == 0x81) Assert.Equal(0, (await received.WaitAsync(Long)).Count);
        else await Assert.ThrowsAsync<WebSocketException>(() => received.WaitAsync(Long));
    }

    private static WebSocket Server(Stream stream) =>
        WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });

    private static Property OfFramework(Role role, Func<ConformanceFinding, bool> ignores)
    {
        var options = (ConformanceOptions.Open() with { Patience = Patience }).Ignoring(ignores);
        return role == Role.Server
            ? ConformanceProperties.OfServer(EchoAsync, options)
            : ConformanceProperties.OfClient(EchoAsync, options);

        async Task EchoAsync(Stream stream)
        {
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = role == Role.Server });
            await FrameworkServer.EchoAsync(socket);
        }
    }

    /// <summary>A stream from which some bytes can be read, and then nothing for ever. What is written is lost.</summary>
    private sealed class Bytes(byte[] bytes) : MemoryStream
    {
        private int position;

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (position == bytes.Length) await Task.Delay(Timeout.Infinite, cancellationToken);
            var count = Math.Min(buffer.Length, bytes.Length - position);
            bytes.AsSpan(position, count).CopyTo(buffer.Span);
            position += count;
            return count;
        }
    }
}
