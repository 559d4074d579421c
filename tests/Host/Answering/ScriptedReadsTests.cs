namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// A peer that follows every rule is answered in full, however its messages are cut: into frames, with pings between them, and into reads
/// that end anywhere. A seed makes the same conversation in every run.
/// </summary>
public sealed class ScriptedReadsTests
{
    private const int Block = 64 * 1024;

    private static readonly int[] Lengths =
        [0, 1, 125, 126, 4_000, Block - 4, Block - 3, Block - 1, Block, Block + 1, Block + 13_107, 2 * Block, 3 * Block + 7, 400_000];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Each_message_of_a_conversation_is_echoed_and_then_the_close_is_answered(bool compressed, bool yields)
    {
        for (var number = 0; number < 60; number++) await ConverseAsync(number, compressed, yields);
    }

    private static async Task ConverseAsync(int number, bool compressed, bool yields)
    {
        var random = new Random(number);
        var protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default with { MinBytes = 0 } };
        var agreement = compressed ? Agreement.Compressed(DeflateParameters.Default) : Agreement.Plain;
        var client = Connection.CreateOpen(Role.Client, agreement, protocol);
        var (sent, wire) = (new List<byte[]>(), new List<byte>());
        for (var messages = random.Next(1, 5); messages > 0; messages--)
        {
            var message = new byte[Lengths[random.Next(Lengths.Length)]];
            if (random.Next(2) == 0) random.NextBytes(message);
            sent.Add(message);
            for (var at = 0; ;)
            {
                // Mostly to an offset where new memory begins.
                var part = random.Next(3) == 0 ? random.Next(message.Length - at + 1) : Math.Min(Block, message.Length - at);
                var final = at + part == message.Length && random.Next(4) > 0;
                Say(new Input.SendPart(MessageKind.Binary, message[at..(at + part)], final) { Compress = CompressionChoice.Always });
                at += part;
                if (final) break;
                for (var pings = random.Next(3); pings > 0; pings--) Say(new Input.Ping(new byte[random.Next(126)]));
            }
        }

        Say(new Input.Close(new CloseStatus(3000, "")));
        var reads = new ScriptedStream(wire.ToArray(), random);
        var failures = new List<Exception>();
        var most = random.Next(2) == 0 ? 1 : 1024 * 1024;
        var options = new WebSocketConnectionOptions
        {
            Protocol = protocol,
            OnError = context => failures.Add(context.Exception),
            MaxUnreadBytes = most,
            AnswerTimeout = Patience.Time,
        };
        await using var server = WebSocketConnection.FromStream(reads, Role.Server, agreement, options);
        await foreach (var message in server.ReadAllAsync(Patience.Token))
        {
            var copy = message.Copy();
            if (yields) await Task.Yield();
            await server.SendAsync(copy.Kind, yields ? copy.Data : message.Data, Patience.Token);
        }

        var closure = await server.Closed.Within();
        var received = new List<byte[]>();
        Protocol.Run(client, new Input.Received(reads.Written), effect =>
        {
            if (effect is Effect.Message message) received.Add(message.Data.ToArray());
            return [];
        });
        Assert.True(failures.Count == 0 && closure.Clean, $"{number}: {closure}; {string.Join("; ", failures)}");
        Assert.Equal(sent.Select(static message => message.Length), received.Select(static message => message.Length));
        Assert.True(sent.Zip(received, static (one, other) => one.AsSpan().SequenceEqual(other)).All(static same => same), $"{number}");

        void Say(Input input)
        {
            var transition = Protocol.Step(client, input);
            client = transition.Next;
            foreach (var output in transition.Outputs)
                wire.AddRange(FrameEncoder.Encode(((Output.Framed)output).Value, MaskKey.FromBytes(1, 2, 3, 4)));
        }
    }

    /// <summary>A transport whose reads end at the offsets of the script, and that keeps what is written.</summary>
    private sealed class ScriptedStream(byte[] script, Random random) : Stream
    {
        private readonly MemoryStream written = new();
        private int at;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public byte[] Written => written.ToArray();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.IsEmpty) return default;

            // A few bytes now and then, otherwise as many as there is room for.
            var most = Math.Min(buffer.Length, script.Length - at);
            var bytes = random.Next(3) == 0 ? Math.Min(most, random.Next(1, 40)) : most;
            script.AsSpan(at, bytes).CopyTo(buffer.Span);
            at += bytes;
            return new ValueTask<int>(bytes);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            written.Write(buffer.Span);
            return default;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
