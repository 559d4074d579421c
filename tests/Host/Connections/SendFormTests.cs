using System.Buffers;

namespace Pure.WebSockets.Host.Tests;

/// <summary>Each send method has a form with a choice of compression.</summary>
public sealed class SendFormTests
{
    private static readonly ConnectionOptions Compressing = ConnectionOptions.Default with { Compression = CompressionOptions.Default };

    [Theory]
    [InlineData(CompressionChoice.Never)]
    [InlineData(CompressionChoice.Default)]
    public async Task Every_form_of_a_send_takes_the_choice(CompressionChoice choice)
    {
        await using var serving = Serving.Echo(new WebSocketServerOptions { Protocol = Compressing });
        await using var client = await WebSocketClient
            .ConnectAsync(serving.Uri, new WebSocketClientOptions { Protocol = Compressing }).Within();
        var text = new string('a', 10_000);
        var bytes = new byte[10_000];
        var stop = Patience.Token;
        await client.SendTextAsync(text, choice, stop);
        await client.SendBinaryAsync(bytes, choice, stop);
        await client.SendBinaryAsync(bytes, stop);
        await client.SendAsync(MessageKind.Binary, bytes, choice, stop);
        await client.SendAsync(MessageKind.Binary, Segmented(bytes), choice, stop);
        using var stream = new MemoryStream(bytes);
        await client.SendAsync(MessageKind.Binary, stream, choice, stop);
        await client.SendAsync(MessageKind.Binary, Pieces(bytes), choice, stop);
        await client.SendPartAsync(MessageKind.Binary, bytes, isFinal: true, choice, stop);
        Assert.Equal((MessageKind.Text, text), await NextAsync(client));
        for (var count = 0; count < 7; count++) Assert.Equal((MessageKind.Binary, new string('\0', 10_000)), await NextAsync(client));
    }

    private static async Task<(MessageKind Kind, string Text)> NextAsync(WebSocketConnection client)
    {
        var message = await client.ReceiveAsync(Patience.Token) ?? throw new InvalidOperationException("the connection has ended");
        return (message.Kind, message.ToText());
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(byte[] bytes)
    {
        await Task.Yield();
        yield return bytes.AsMemory(0, 1);
        yield return bytes.AsMemory(1);
    }

    private static ReadOnlySequence<byte> Segmented(byte[] bytes)
    {
        var first = new Segment(bytes.AsMemory(0, 1));
        return new ReadOnlySequence<byte>(first, 0, first.Append(bytes.AsMemory(1)), bytes.Length - 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
