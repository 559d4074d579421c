namespace Pure.WebSockets.Properties;

/// <summary>Streams that no compressor writes, valid and damaged, compared with a decoder that reads bit by bit.</summary>
public sealed class InflatingAnyStream
{
    [Property]
    public void Any_right_stream_is_read_as_it_was_written(int seed)
    {
        var random = new Random(seed);
        var (context, sizes) = (Context(random), Sizes(random));
        for (var messages = 0; messages < 3; messages++)
        {
            var (payload, plain) = DeflateStreams.Message(random, context.WindowBits, context.Window.Span);
            var decoded = DeflateDecoder.ReadMessage(payload, context.WindowBits, context.Window.Span);
            Assert.True(decoded.IsWhole);
            Assert.Equal(plain, decoded.Plain);

            var inflating = Inflating.Of(context, payload, sizes);
            Assert.Equal(plain, inflating.Plain);
            var (next, message) = context
                .Inflate(payload, maxBytes: 1 << 20)
                .Match(Right: done => done, Left: error => throw new InvalidOperationException(error.Seen));
            Assert.Equal(plain, message.ToArray());
            Assert.Equal(inflating.Next, next);
            context = Assert.IsType<InflateContext>(inflating.Next);
        }
    }

    [Property]
    public void A_damaged_stream_is_refused_exactly_when_it_makes_no_sense_and_read_up_to_there(int seed)
    {
        var random = new Random(seed);
        var context = Context(random);
        for (var times = 0; times < 3; times++)
        {
            var stream = Damaged(random, DeflateStreams.Message(random, context.WindowBits, context.Window.Span).Payload);
            var decoded = DeflateDecoder.ReadMessage(stream, context.WindowBits, context.Window.Span);
            foreach (var sizes in new[] { [1, 1], [100_000, 100_000], Sizes(random) })
            {
                var inflating = Inflating.Of(context, stream, sizes);
                Assert.Equal(decoded.IsWhole, inflating.Next is not null);
                Assert.Equal(decoded.Plain, inflating.Plain);
            }
        }
    }

    [Property]
    public void Damaged_streams_of_a_compressor_are_refused_as_the_framework_refuses_them(int seed)
    {
        var random = new Random(seed);
        // Without a length code, the framework reads zeros as lengths and fails only at the missing end of the block. The stream must be
        // long enough for that.
        byte[] stream =
        [
            .. Damaged(random, FrameworkDeflate.Compress([Plain.Of(random, random.Next(2000))], random.Next(4), final: true)),
            .. new byte[1000],
        ];
        var (first, framework) = (DeflateDecoder.ReadFirst(stream), Framework.Inflate(stream));
        Assert.Equal(first.IsCorrupt, framework is null);
        if (framework is not null) Assert.Equal(first.Plain, framework);
    }

    private static InflateContext Context(Random random)
    {
        var bits = random.Next(8, 16);
        return InflateContext.Create(bits, contextTakeover: true) with
        {
            Window = Window.Of(Plain.Of(random, random.Next(2) * random.Next(Math.Min(1 << bits, 3000)))),
        };
    }

    private static int[] Sizes(Random random) =>
        Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(3) == 0 ? random.Next(1, 5000) : random.Next(1, 40)).ToArray();

    private static byte[] Damaged(Random random, byte[] stream)
    {
        for (var faults = random.Next(1, 3); faults > 0 && stream.Length > 0; faults--)
        {
            var at = random.Next(stream.Length);
            switch (random.Next(5))
            {
                case 0:
                    stream = stream[..at];
                    break;
                case 1:
                    stream = [.. stream[..at], (byte)random.Next(256), .. stream[at..]];
                    break;
                case 2:
                    stream = [.. stream[..at], .. stream[(at + 1)..]];
                    break;
                default:
                    stream[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return stream;
    }
}
