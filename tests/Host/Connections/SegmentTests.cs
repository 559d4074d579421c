namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Long messages for which memory is lent before the next bytes arrive: the new segment is given back while the loop waits.
/// </summary>
public sealed class SegmentTests
{
    private const int Segment = 64 * 1024;

    [Theory]
    [InlineData(Segment)]
    [InlineData(Segment - 1)]
    [InlineData(2 * Segment)]
    public async Task A_ping_where_a_segment_of_a_long_message_is_full_leaves_the_message_as_it_is(int first)
    {
        await using var serving = Serving.Echo();
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var message = new byte[first + 1000];
        new Random(first).NextBytes(message);
        await peer.SendAsync(RawPeer.Frame(Opcode.Binary, message[..first], final: false));
        for (var pings = 0; pings < 3; pings++)
        {
            await peer.SendAsync(RawPeer.Frame(Opcode.Ping, "are you there?"u8.ToArray()));
            Assert.Equal(Opcode.Pong, (await peer.ReadFrameAsync())?.Opcode);
        }

        await peer.SendAsync(RawPeer.Frame(Opcode.Continuation, message[first..]));
        var echo = await peer.ReadFrameAsync();
        Assert.Equal(Opcode.Binary, echo?.Opcode);
        Assert.True(echo!.Value.Payload.Memory.Span.SequenceEqual(message));
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task Compressed_bytes_that_stand_for_nothing_yet_leave_the_message_as_it_is_wherever_they_are_cut()
    {
        var protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default with { MinBytes = 0 } };
        var agreement = Agreement.Compressed(DeflateParameters.Default);
        var (near, far) = await Loopback.PairAsync();
        await using var server = WebSocketConnection.FromStream(
            near,
            Role.Server,
            agreement,
            new WebSocketConnectionOptions { Protocol = protocol }
        );
        var receiving = server.ReceiveAsync(Patience.Token).AsTask();

        // Two fragments: the first fills a segment to its end, the second comes one byte at a time.
        var client = Connection.CreateOpen(Role.Client, agreement, protocol);
        var message = new byte[Segment + 3000];
        new Random(7692).NextBytes(message);
        var frames = new List<byte[]>();
        foreach (var (part, final) in new[] { (message[..Segment], false), (message[Segment..], true) })
        {
            var sending = new Input.SendPart(MessageKind.Binary, part, final) { Compress = CompressionChoice.Always };
            var transition = Protocol.Step(client, sending);
            client = transition.Next;
            var frame = ((Output.Framed)transition.Outputs[0]).Value;
            frames.Add(FrameEncoder.Encode(frame, MaskKey.FromBytes(1, 2, 3, 4)).ToArray());
        }

        await far.WriteAsync(frames[0], Patience.Token);

        // The pauses make it likely that each byte is read alone. The message must be complete in any case.
        for (var at = 0; at < 40; at++)
        {
            await far.WriteAsync(frames[1].AsMemory(at, 1), Patience.Token);
            await Task.Delay(2);
        }

        await far.WriteAsync(frames[1].AsMemory(40), Patience.Token);
        var received = await receiving.Within();
        Assert.True(received?.Data.Span.SequenceEqual(message));
        await far.DisposeAsync();
    }
}
