namespace Pure.WebSockets.Host.Tests;

/// <summary>A server writes large payloads from the sender's memory.</summary>
public sealed class LargeSendTests
{
    private const int Large = 1024 * 1024;

    [Theory]
    [InlineData(SendBuffer.MinZeroCopyBytes - 1, false)]
    [InlineData(SendBuffer.MinZeroCopyBytes, true)]
    [InlineData(Large - 64, true)]
    public async Task From_16_KiB_on_the_payload_is_written_without_a_copy_after_the_gathered_output(int size, bool referred)
    {
        var (wire, peer) = await Gathering.PairAsync();
        using var reading = peer;
        var payload = new byte[size];
        payload[^1] = 77;
        await using var end = new LoneEnd(Role.Server, wire, async connection =>
        {
            await connection.SendAsync(MessageKind.Binary, payload);
            await connection.ReceiveAsync();
            await connection.SendTextAsync("before");
            await connection.SendAsync(MessageKind.Binary, payload);
            await connection.ReceiveAsync();
        });
        end.Start();
        Assert.Equal(payload, (await peer.ReadFrameAsync())?.Payload.Memory.ToArray());
        await peer.SendAsync(RawPeer.Text("on"));
        Assert.Equal("before", await peer.ReadTextAsync());
        Assert.Equal(payload, (await peer.ReadFrameAsync())?.Payload.Memory.ToArray());
        Assert.Equal(referred ? [payload, payload] : [], wire.Payloads);
        Assert.All(wire.Before, bytes => Assert.InRange(bytes, 4, 18));
    }

    [Fact]
    public void Output_added_after_an_uncopied_payload_is_written_after_it()
    {
        var buffers = new BufferPool();
        var output = new SendBuffer(buffers, Role.Server);
        var payload = new byte[SendBuffer.MinZeroCopyBytes];
        output.AddReply(Of(Opcode.Pong, [1]));
        output.AddWithoutCopy(Of(Opcode.Binary, payload));
        output.AddReply(Of(Opcode.Pong, [2, 3]));
        Assert.Equal((3 + 4 + payload.Length + 4, 3 + 4), ((int)output.Bytes, output.ReplyBytes));

        Assert.Equal([0x8A, 1, 1, 0x82, 126, 0x40, 0], output.Take(out var uncopied).ToArray());
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(uncopied, out var array));
        Assert.Same(payload, array.Array);
        output.ReleaseWritten();
        Assert.Equal((false, 4), (output.IsEmpty, output.ReplyBytes));

        Assert.Equal([0x8A, 2, 2, 3], output.Take(out uncopied).ToArray());
        Assert.True(uncopied.IsEmpty);
        output.ReleaseWritten();
        Assert.Equal((true, 0, 0, 0), (output.IsEmpty, (int)output.Bytes, output.ReplyBytes, (int)buffers.Rented));

        static Frame Of(Opcode opcode, byte[] payload) => new(opcode, Final: true, Rsv1: false, payload);
    }

    [Fact]
    public void On_a_broken_wire_nothing_is_kept()
    {
        var buffers = new BufferPool();
        var output = new SendBuffer(buffers, Role.Server);
        output.AddWithoutCopy(new Frame(Opcode.Binary, Final: true, Rsv1: false, new byte[SendBuffer.MinZeroCopyBytes]));
        output.Break();
        output.AddWithoutCopy(new Frame(Opcode.Binary, Final: true, Rsv1: false, new byte[SendBuffer.MinZeroCopyBytes]));
        Assert.Equal((true, 0, 0), (output.IsEmpty, (int)output.Bytes, (int)buffers.Rented));
    }

    [Fact]
    public async Task Bytes_that_the_transport_has_no_room_for_are_copied_and_the_memory_is_free_at_once()
    {
        var sent = 0;
        var full = new TaskCompletionSource();
        await using var serving = Serving.With(
            async connection =>
            {
                var payload = new byte[Large - 64];
                for (; sent < 100; sent++)
                {
                    Array.Fill(payload, (byte)sent);
                    if (connection.TrySend(MessageKind.Binary, payload) != TrySendResult.Accepted) break;
                }

                Array.Clear(payload);
                full.SetResult();
                await connection.ReceiveAsync();
            },
            WebSocketServerOptions.Default with { MaxUnsentBytes = 4 * Large });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.ReceiveBufferSize = 64 * 1024);
        await full.Task.Within();
        Assert.InRange(sent, 4, 99);
        for (var number = 0; number < sent; number++)
        {
            var payload = (await peer.ReadFrameAsync())!.Value.Payload.Memory.ToArray();
            Assert.Equal(-1, payload.AsSpan().IndexOfAnyExcept((byte)number));
        }
    }

    [Fact]
    public async Task Large_and_small_ones_of_many_threads_arrive_whole_and_each_sender_s_in_order()
    {
        const int Senders = 4, Messages = 60;
        int[] sizes = [10, SendBuffer.MinZeroCopyBytes, 300, 200_000, SendBuffer.MinZeroCopyBytes - 1, 70_000];
        await using var serving = Serving.With(connection => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++) await connection.SendAsync(MessageKind.Binary, Of(sender, i));
        }))));
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var next = new int[Senders];
        for (var received = 0; received < Senders * Messages; received++)
        {
            var payload = (await peer.ReadFrameAsync())!.Value.Payload.Memory.ToArray();
            Assert.Equal(Of(payload[0], next[payload[0]]++), payload);
        }

        Assert.Equal(CloseCode.NormalClosure, (await peer.ReadCloseAsync()).Code);

        byte[] Of(int sender, int number)
        {
            var payload = new byte[sizes[number % sizes.Length]];
            Array.Fill(payload, (byte)number);
            payload[0] = (byte)sender;
            return payload;
        }
    }

    [Fact]
    public async Task Parts_of_a_message_are_as_good()
    {
        await using var serving = Serving.With(async connection =>
        {
            await connection.SendPartAsync(MessageKind.Text, Filled('a'), isFinal: false);
            await connection.SendPartAsync(MessageKind.Text, Filled('b'), isFinal: true);
            await connection.ReceiveAsync();
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        var (first, second) = (await peer.ReadFrameAsync(), await peer.ReadFrameAsync());
        Assert.Equal(
            (Opcode.Text, false, Opcode.Continuation, true),
            (first!.Value.Opcode, first.Value.Final, second!.Value.Opcode, second.Value.Final)
        );
        Assert.Equal(Filled('a'), first.Value.Payload.Memory.ToArray());
        Assert.Equal(Filled('b'), second.Value.Payload.Memory.ToArray());

        static byte[] Filled(char letter)
        {
            var payload = new byte[100_000];
            Array.Fill(payload, (byte)letter);
            return payload;
        }
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_refused_and_nothing_of_it_is_sent()
    {
        await using var serving = Serving.With(async connection =>
        {
            var wrong = new byte[100_000];
            wrong[^1] = 0xFF;
            await Assert.ThrowsAsync<WebSocketMisuseException>(() => connection.SendAsync(MessageKind.Text, wrong).AsTask());
            await connection.SendTextAsync("on");
            await connection.ReceiveAsync();
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.Equal("on", await peer.ReadTextAsync());
    }

    /// <summary>A socket that records the payloads that are sent without a copy, and how many bytes are sent before each.</summary>
    private sealed class Gathering(System.Net.Sockets.Socket socket) : Transport
    {
        private readonly SocketTransport inner = new(socket);

        public List<byte[]> Payloads { get; } = [];

        public List<int> Before { get; } = [];

        public override System.Net.EndPoint? Remote => inner.Remote;

        public override bool IsNonBlocking => inner.IsNonBlocking;

        public override bool SupportsGatherWrite => true;

        public static async Task<(Gathering Wire, RawPeer Peer)> PairAsync()
        {
            var (socket, peer) = await Wired.SocketsAsync();
            return (new Gathering(socket), peer);
        }

        public override Task OpenAsync(TimeSpan limit) => inner.OpenAsync(limit);

        public override ValueTask<int> ReceiveAsync(Memory<byte> into) => inner.ReceiveAsync(into);

        public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => inner.SendAsync(bytes);

        public override int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload)
        {
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(payload, out var array));
            Payloads.Add(array.Array!);
            Before.Add(bytes.Length);
            return inner.Send(bytes, payload);
        }

        public override ValueTask EndAsync() => inner.EndAsync();

        public override void Drop() => inner.Drop();
    }
}
