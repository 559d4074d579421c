using System.Buffers;
using System.Text;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The ways to send, and what happens to a message when the peer is slow.</summary>
public sealed class SendingTests
{
    private static readonly byte[] Much = new byte[64 * 1024];

    [Fact]
    public async Task A_send_that_does_not_wait_says_whether_it_was_taken_over()
    {
        var results = new TaskCompletionSource<List<TrySendResult>>();
        await using var serving = Serving.With(async connection =>
        {
            var sent = new List<TrySendResult>();
            while (sent is not [.., TrySendResult.Full]) sent.Add(connection.TrySend(MessageKind.Binary, Much));
            connection.Abort();
            sent.Add(connection.TrySend(MessageKind.Binary, Much));
            results.SetResult(sent);
            await connection.Closed;
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.ReceiveBufferSize = 64 * 1024);
        var all = await results.Task.Within();
        Assert.Equal([TrySendResult.Full, TrySendResult.Closed], all[^2..]);
        Assert.All(all[..^2], result => Assert.Equal(TrySendResult.Accepted, result));
        Assert.True(all.Count > 4, $"{all.Count}");
    }

    [Fact]
    public async Task Messages_taken_over_without_a_wait_arrive_in_order()
    {
        await using var serving = Serving.With(async connection =>
        {
            for (var i = 0; i < 1000;)
            {
                if (connection.TrySend(MessageKind.Text, Encoding.ASCII.GetBytes($"{i}")) == TrySendResult.Accepted) i++;
                else await Task.Delay(1);
            }

            await connection.ReceiveAsync();
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        for (var i = 0; i < 1000; i++) Assert.Equal($"{i}", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task With_the_policy_to_drop_a_slow_peer_gets_whole_messages_with_gaps_and_the_sender_never_waits()
    {
        var sent = new TaskCompletionSource();
        await using var serving = Serving.With(
            async connection =>
            {
                for (var i = 0; i < 2000; i++)
                    Assert.True(
                        connection.SendAsync(MessageKind.Binary, (byte[])[.. BitConverter.GetBytes(i), .. Much]).IsCompletedSuccessfully
                    );
                sent.SetResult();
                await connection.ReceiveAsync();
                await connection.SendTextAsync("end");
            },
            WebSocketServerOptions.Default with { SlowPeer = SlowPeerPolicy.Drop });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.ReceiveBufferSize = 64 * 1024);
        await sent.Task.Within();
        await peer.SendAsync(RawPeer.Text("now I read"));
        var numbers = new List<int>();
        while (await peer.ReadFrameAsync() is { Opcode: Opcode.Binary } frame)
        {
            Assert.Equal(4 + Much.Length, frame.Payload.Length);
            numbers.Add(BitConverter.ToInt32(frame.Payload.Memory.Span));
        }

        Assert.Equal(numbers.Order(), numbers);
        Assert.InRange(numbers.Count, 4, 1999);
    }

    [Fact]
    public async Task With_the_policy_to_close_a_slow_peer_receives_the_code_try_again_later()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var serving = Serving.With(
            async connection =>
            {
                failure.SetResult(await Record.ExceptionAsync(async () =>
                {
                    while (true) await connection.SendAsync(MessageKind.Binary, Much);
                }));
            },
            WebSocketServerOptions.Default with { SlowPeer = SlowPeerPolicy.Close });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint, socket => socket.ReceiveBufferSize = 64 * 1024);
        Assert.Equal(
            1013,
            Assert.IsType<WebSocketClosedException>(await failure.Task.Within()).CloseResult.Ours.Map(status => status.Code).IfNone(0)
        );
        Assert.Equal((1013, "the peer is too slow"), await peer.ReadCloseAsync());
    }

    [Fact]
    public async Task A_payload_in_several_pieces_of_memory_is_one_frame()
    {
        await using var serving = Serving.With(async connection =>
        {
            await connection.SendAsync(MessageKind.Text, new Segment("one, ", new Segment("two, ", new Segment("three"))).ToSequence());
            await connection.SendAsync(MessageKind.Text, new ReadOnlySequence<byte>("alone"u8.ToArray()));
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.Equal("one, two, three", await peer.ReadTextAsync());
        Assert.Equal("alone", await peer.ReadTextAsync());
    }

    [Fact]
    public async Task A_stream_is_one_message_and_messages_of_others_wait_for_its_end_but_pings_do_not()
    {
        var rest = new TaskCompletionSource();
        await using var serving = Serving.With(async connection =>
        {
            var streaming = connection.SendAsync(MessageKind.Text, Parts(), Patience.Token);
            var other = connection.SendTextAsync("other").AsTask();
            Assert.Equal(TrySendResult.Full, connection.TrySend(MessageKind.Text, "no"u8.ToArray()));
            _ = connection.PingAsync("between"u8.ToArray());
            await Task.WhenAll(streaming, other);
            await connection.SendAsync(MessageKind.Binary, new MemoryStream(Much));
            await connection.SendAsync(MessageKind.Binary, Stream.Null);

            async IAsyncEnumerable<ReadOnlyMemory<byte>> Parts()
            {
                yield return new byte[] { 0xC3 };
                await rest.Task;
                yield return default;
                yield return new byte[] { 0xA4 };
            }
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        Assert.Equal((Opcode.Text, false, 1), Of(await peer.ReadFrameAsync()));
        Assert.Equal((Opcode.Ping, true, 7), Of(await peer.ReadFrameAsync()));
        rest.SetResult();
        Assert.Equal((Opcode.Continuation, false, 1), Of(await peer.ReadFrameAsync()));
        Assert.Equal((Opcode.Continuation, true, 0), Of(await peer.ReadFrameAsync()));
        Assert.Equal("other", await peer.ReadTextAsync());
        Assert.Equal((Opcode.Binary, false, Much.Length), Of(await peer.ReadFrameAsync()));
        Assert.Equal((Opcode.Continuation, true, 0), Of(await peer.ReadFrameAsync()));
        Assert.Equal((Opcode.Binary, true, 0), Of(await peer.ReadFrameAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_fails_closes_the_connection_only_where_a_part_was_sent(bool begun)
    {
        await using var serving = Serving.With(async connection =>
        {
            await Assert.ThrowsAsync<InvalidTimeZoneException>(() => connection.SendAsync(MessageKind.Binary, Fails()));
            if (!begun) await connection.SendTextAsync("as if nothing had been");

            async IAsyncEnumerable<ReadOnlyMemory<byte>> Fails()
            {
                await Task.Yield();
                if (begun) yield return new byte[] { 1 };
                throw new InvalidTimeZoneException();
            }
        });
        using var peer = await RawPeer.OpenAsync(serving.EndPoint);
        if (!begun) Assert.Equal("as if nothing had been", await peer.ReadTextAsync());
        Assert.Equal(begun ? CloseCode.InternalError : CloseCode.NormalClosure, (await peer.ReadCloseAsync()).Code);
        await peer.SendAsync(RawPeer.Frame(Opcode.Close, []));
        await serving.BecomesEmpty();
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task Streams_and_messages_of_many_threads_do_not_mix()
    {
        const int Each = 40;
        await using var serving = Serving.With(async connection =>
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    var data = Enumerable.Repeat((byte)sender, 100 + (997 * i)).ToArray();
                    if (sender % 2 == 0) await connection.SendAsync(MessageKind.Binary, new Trickle(data));
                    else await connection.SendAsync(MessageKind.Binary, data);
                }
            })));
        });
        await using var client = await Connecting.To(serving.Uri);
        var lengths = new int[8];
        for (var i = 0; i < 8 * Each; i++)
        {
            var message = (await client.Connection.ReceiveAsync(Patience.Token))!.Value;
            var sender = message.Data.Span[0];
            Assert.Equal(message.Data.Length, message.Data.Span.Count(sender));
            Assert.Equal(100 + (997 * lengths[sender]++), message.Data.Length);
        }

        Assert.All(lengths, count => Assert.Equal(Each, count));
    }

    private static (Opcode, bool, int) Of(Frame? frame) => frame is { } read ? (read.Opcode, read.Final, read.Payload.Length) : default;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(string text, Segment? next = null)
        {
            Memory = Encoding.UTF8.GetBytes(text);
            Next = next;
            for (var later = next; later is not null; later = (Segment?)later.Next) later.RunningIndex += Memory.Length;
        }

        public ReadOnlySequence<byte> ToSequence()
        {
            var last = this;
            while (last.Next is Segment next) last = next;
            return new ReadOnlySequence<byte>(this, 0, last, last.Memory.Length);
        }
    }

    /// <summary>Returns a few bytes at a time.</summary>
    private sealed class Trickle(byte[] data) : MemoryStream(data)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return await base.ReadAsync(buffer[..Math.Min(buffer.Length, 5000)], cancellationToken);
        }
    }
}
