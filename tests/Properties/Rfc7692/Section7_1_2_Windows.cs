namespace Pure.WebSockets.Properties;

/// <summary>"LZ77 sliding window size": our output refers back no further than was agreed, and inflates to the message.</summary>
public sealed class Section7_1_2_Windows
{
    [Theory]
    [InlineData(Role.Server, 9, 11, true, false)]
    [InlineData(Role.Server, 11, 9, false, true)]
    [InlineData(Role.Client, 9, 11, true, false)]
    [InlineData(Role.Client, 11, 9, false, true)]
    public void Each_end_has_a_context_for_what_it_sends_and_one_for_what_it_receives(
        Role role,
        int server,
        int client,
        bool serverTakesOver,
        bool clientTakesOver
    )
    {
        var agreed = new DeflateParameters
        {
            ServerMaxWindowBits = server,
            ClientMaxWindowBits = client,
            ServerNoContextTakeover = !serverTakesOver,
            ClientNoContextTakeover = !clientTakesOver,
        };
        var state = Agreed.Open(role, agreed, new ConnectionOptions { Compression = new CompressionOptions { Level = 3 } }).State;
        var (ours, theirs) =
            role == Role.Server
                ? ((server, serverTakesOver), (client, clientTakesOver))
                : ((client, clientTakesOver), (server, serverTakesOver));
        Assert.Equal(DeflateContext.Create(ours.Item1, ours.Item2, level: 3), state.Deflation);
        Assert.Equal(InflateContext.Create(theirs.Item1, theirs.Item2), state.Inflation);
    }

    [Theory]
    [InlineData(15, 15, "permessage-deflate")]
    [InlineData(14, 15, "permessage-deflate; server_max_window_bits=14")]
    [InlineData(15, 8, "permessage-deflate; client_max_window_bits=8")]
    public void An_agreement_names_no_window_that_is_the_largest_anyway(int server, int client, string element) =>
        Assert.Equal(
            element,
            Assert
                .Single(
                    Agreement.Compressed(new DeflateParameters { ServerMaxWindowBits = server, ClientMaxWindowBits = client }).Extensions
                )
                .ToString()
        );

    [Property]
    public void What_we_send_refers_back_no_further_than_the_window(Exchange exchange)
    {
        var (context, before) = (DeflateContext.Create(exchange.WindowBits, exchange.ContextTakeover, exchange.Level), Array.Empty<byte>());
        foreach (var message in exchange.Messages)
        {
            (context, var payload) = context.Compress(message);
            var decoded = DeflateDecoder.ReadMessage(payload.ToArray(), exchange.WindowBits, before);
            Assert.True(decoded.IsWhole);
            Assert.InRange(decoded.Farthest, 0, 1 << exchange.WindowBits);
            Assert.Equal(message, decoded.Plain);
            if (exchange.ContextTakeover) before = Exchange.Window(before, message, 1 << exchange.WindowBits);
            Assert.Equal(before, context.Window.Span.ToArray());
        }
    }

    [Property]
    public void What_we_send_is_what_the_framework_reads(Exchange exchange)
    {
        var (context, stream) = (DeflateContext.Create(exchange.WindowBits, exchange.ContextTakeover, exchange.Level), new List<byte>());
        foreach (var message in exchange.Messages)
        {
            (context, var payload) = context.Compress(message);
            stream.AddRange([.. payload.Span, .. InflateContext.Tail]);
            if (exchange.ContextTakeover) continue;
            Assert.Equal(message, Framework.Inflate(stream.ToArray()));
            stream.Clear();
        }

        if (exchange.ContextTakeover) Assert.Equal(exchange.Messages.SelectMany(message => message), Framework.Inflate(stream.ToArray())!);
    }

    [Property]
    public void What_we_send_in_parts_we_read_in_pieces(Exchange exchange, int seed)
    {
        var random = new Random(seed);
        var (from, to) = (
            DeflateContext.Create(exchange.WindowBits, exchange.ContextTakeover, exchange.Level),
            InflateContext.Create(exchange.WindowBits, exchange.ContextTakeover)
        );
        foreach (var message in exchange.Messages)
        {
            (from, var payload) = CompressedMessages.Payload(random, from, message);
            var inflating = Inflating.Of(to, payload, random.Next(1, 400), random.Next(300, 5000));
            Assert.Equal(message, inflating.Plain);
            to = Assert.IsType<InflateContext>(inflating.Next);
            Assert.Equal(from.Window, to.Window);
        }
    }

    [Property]
    public void The_same_message_after_the_same_window_is_compressed_to_the_same_bits(Exchange exchange)
    {
        // One context continues from message to message. The other is rebuilt from the window each time.
        var context = DeflateContext.Create(exchange.WindowBits, exchange.ContextTakeover, exchange.Level);
        foreach (var message in exchange.Messages)
        {
            var (next, payload) = context.Compress(message);
            Assert.Equal(payload.ToArray(), context.With(Window.Of(context.Window.Span)).Compress(message).Payload.ToArray());
            Assert.Equal(payload.ToArray(), context.Compact().Compress(message).Payload.ToArray());
            Assert.Equal(payload.ToArray(), context.Compress(message).Payload.ToArray());
            context = next;
        }
    }

    /// <summary>
    /// In noise, every eighth position is searched. The first block ends directly before such a position with only one of these numbers.
    /// </summary>
    public static TheoryData<int> Repeated => new(Enumerable.Range(8, 8));

    [Theory]
    [MemberData(nameof(Repeated))]
    public void After_a_message_the_search_tables_are_those_of_its_bytes(int repeated)
    {
        var text = FillsABlock(repeated);
        var size = WindowSize.Of(WindowSize.Most);
        var (heads, before) = (new ushort[size], new ushort[size]);
        var finder = new MatchFinder(heads, before, size);
        finder.Clear();
        var block = new DeflateBlock(new uint[DeflateBlock.MaxTokens], new int[DeflateBlock.Frequencies]);
        var deflater = new Deflater(finder, MatchSettings.ForLevel(6), block, new byte[DeflateContext.Bound(text.Length)]);
        var known = deflater.Compress(text, text, 0, 0, 0);

        var (newHeads, newBefore) = (new ushort[size], new ushort[size]);
        var rebuilt = new MatchFinder(newHeads, newBefore, size);
        rebuilt.Clear();
        Assert.Equal(rebuilt.Insert(text, 0, 0, text.Length), known);
        Assert.Equal(newHeads, heads);
        Assert.Equal(newBefore, before);
    }

    [Theory]
    [MemberData(nameof(Repeated))]
    public void A_block_that_fills_between_two_searches_hides_no_earlier_bytes(int repeated)
    {
        // Four bytes occur twice: early in the message, and shortly after the end of the first block.
        var first = FillsABlock(repeated);
        var again = first.AsSpan(1000, 40).ToArray();
        again.AsSpan(0, 4).CopyTo(first.AsSpan(DeflateBlock.MaxTokens + repeated));

        var context = DeflateContext.Create(15, contextTakeover: true).Compress(first).Next;
        var payload = context.Compress(again).Payload.ToArray();
        Assert.Equal(context.Compact().Compress(again).Payload.ToArray(), payload);
        Assert.InRange(payload.Length, 1, 8);
    }

    /// <summary>
    /// Noise whose first bytes occur twice in a row. The second occurrence is one match, and all other bytes are literals. The number of
    /// repeated bytes therefore decides how many literals of the last search belong to the first block.
    /// </summary>
    private static byte[] FillsABlock(int repeated)
    {
        var noise = Plain.Noise(new Random(1), 12_000);
        return [.. noise.AsSpan(0, repeated), .. noise];
    }
}
