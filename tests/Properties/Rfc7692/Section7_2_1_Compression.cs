namespace Pure.WebSockets.Properties;

public sealed class Section7_2_1_Compression
{
    /// <summary>A direction's context without its window: two small objects, and the length of an array.</summary>
    private const int FixedRecord = 1024;

    private static readonly ByteString Prose = ByteString.FromText(string.Concat(Enumerable.Repeat("what is said again and again ", 10)));

    private static readonly DeflateParameters NoTakeover = new() { ServerNoContextTakeover = true, ClientNoContextTakeover = true };

    [Fact]
    public void The_four_bytes_that_end_a_flush_are_left_out_where_the_message_ends_and_only_there()
    {
        var frames = Agreed
            .Open(Role.Server)
            .Then(new Input.SendPart(MessageKind.Text, Prose, Final: false))
            .Then(new Input.SendPart(MessageKind.Text, ByteString.Empty, Final: false))
            .Then(new Input.SendPart(MessageKind.Text, Prose, Final: true))
            .Frames.ToArray();
        Assert.True(frames[0].Payload.Memory.Span.EndsWith(InflateContext.Tail));
        Assert.Equal(new byte[] { 0x00, 0x00, 0x00, 0xff, 0xff }, frames[1].Payload.ToArray());
        Assert.False(frames[2].Payload.Memory.Span.EndsWith(InflateContext.Tail));
        Assert.Equal(
            Prose.ToArray().Concat(Prose.ToArray()),
            DeflateDecoder.ReadMessage(frames.SelectMany(frame => frame.Payload.ToArray()).ToArray(), windowBits: 15).Plain
        );
    }

    [Fact]
    public void With_takeover_what_was_said_before_is_cheaper_said_again()
    {
        var frames = Agreed
            .Open(Role.Server)
            .Then(new Input.Send(MessageKind.Text, Prose))
            .Then(new Input.Send(MessageKind.Text, Prose))
            .Frames.ToArray();
        Assert.InRange(frames[1].Payload.Length, 1, frames[0].Payload.Length / 2);
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void Without_takeover_each_message_is_sent_as_if_it_were_the_first(Role role)
    {
        var scene = Agreed.Open(role, NoTakeover);
        scene = scene
            .Then(new Input.Send(MessageKind.Text, Prose))
            .Then(new Input.SendPart(MessageKind.Text, Prose, Final: false))
            .Then(new Input.SendPart(MessageKind.Text, Prose, Final: true))
            .Then(new Input.Send(MessageKind.Text, Prose));
        Assert.Equal(scene.Frames.First(), scene.Frames.Last());
    }

    [Fact]
    public void Without_takeover_a_message_that_does_not_shrink_goes_as_it_is()
    {
        ByteString noise = Plain.Noise(new Random(1), 300);
        var scene = Agreed.Open(Role.Server, NoTakeover);
        var frame = Assert.Single(scene.Then(new Input.Send(MessageKind.Binary, noise)).Frames);
        Assert.False(frame.Rsv1);
        Assert.Equal(noise, frame.Payload);
        Assert.True(
            Assert.Single(scene.Then(new Input.Send(MessageKind.Binary, noise) { Compress = CompressionChoice.Always }).Frames).Rsv1
        );
        Assert.True(Assert.Single(scene.Then(new Input.Send(MessageKind.Text, Prose)).Frames).Rsv1);
    }

    [Fact]
    public void Without_takeover_a_message_that_stays_as_long_goes_as_it_is()
    {
        // Noise followed by zeros. The more zeros, the more of the cost of the noise they save.
        var even = Enumerable.Range(0, 100).Select(zeros => (byte[])[.. Plain.Noise(new Random(1), 200), .. new byte[zeros]])
            .First(data => DeflateContext.Create(15, contextTakeover: false).Compress(data).Payload.Length == data.Length);
        var frame = Assert.Single(Agreed.Open(Role.Server, NoTakeover).Then(Input.Send.Binary(even)).Frames);
        Assert.Equal((false, even), (frame.Rsv1, frame.Payload));
    }

    [Fact]
    public void What_does_not_shrink_costs_a_few_bytes_more_than_it_has()
    {
        foreach (var length in new[] { 0, 1, 100, 65_535, 65_536, 200_000 })
            Assert.InRange(
                DeflateContext.Create(15, contextTakeover: true).Compress(Plain.Noise(new Random(1), length)).Payload.Length,
                1,
                length + 6 + (6 * (length / 8192))
            );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parts_of_a_message_refer_to_each_other_with_takeover_and_without(bool takeover)
    {
        var scene = Agreed.Open(Role.Server, takeover ? null : NoTakeover);
        for (var part = 0; part < 3; part++) scene = scene.Then(new Input.SendPart(MessageKind.Text, Prose, Final: part == 2));
        var lengths = scene.Frames.Select(frame => frame.Payload.Length).ToArray();
        Assert.InRange(lengths[1], 1, lengths[0] / 2);
        Assert.InRange(lengths[2], 1, lengths[0] / 2);
    }

    [Fact]
    public void A_message_whose_payload_might_take_more_than_an_array_holds_is_no_message()
    {
        Assert.Throws<OverflowException>(() => DeflateContext.Bound(int.MaxValue));
        Assert.InRange(DeflateContext.Bound(int.MaxValue / 2), int.MaxValue / 2, int.MaxValue);
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void Without_takeover_nothing_is_held_between_messages(Role role)
    {
        var fresh = Agreed.Open(role, NoTakeover);
        foreach (var first in new[] { ByteString.Empty, ByteString.FromText("a"), Prose })
        {
            var scene = fresh
                .Then(new Input.Send(MessageKind.Text, Prose))
                .Then(new Input.SendPart(MessageKind.Text, first, Final: false))
                .Then(new Input.SendPart(MessageKind.Text, Prose, Final: true));
            foreach (var frame in scene.Frames.ToArray())
                scene = scene.Receives(new WireFrame(frame.Final, frame.Rsv1 ? 4 : 0, (int)frame.Opcode, frame.Payload));
            Assert.Equal(2, scene.Messages.Count());
            Assert.Equal(0, scene.State.Inflation!.Window.Length + scene.State.Deflation!.Window.Length);
            Assert.Equal(fresh.State, scene.State);

            // No more bytes than at the start: the parameters, in one object for each direction.
            Assert.Equal(Reach.Of(fresh.State), Reach.Of(scene.State));
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(15)]
    public void At_rest_a_context_that_is_taken_over_holds_its_window_and_little_more(int windowBits)
    {
        var scene = Agreed.Open(Role.Server, new DeflateParameters { ServerMaxWindowBits = windowBits, ClientMaxWindowBits = windowBits });
        var peer = DeflateContext.Create(windowBits, contextTakeover: true);
        for (var times = 0; times < 40; times++)
        {
            var plain = Plain.Noise(new Random(times), 1700);
            (peer, var payload) = peer.Compress(plain);
            scene = scene.Then(new Input.Send(MessageKind.Binary, plain)).Receives(new WireFrame(Final: true, 4, 2, payload));
        }

        var size = WindowSize.Of(windowBits);
        var rested = scene.Then(new Input.Compact());
        Assert.Equal(scene.State, rested.State);
        Assert.InRange(Reach.Of(rested.State.Inflation!), size, size + FixedRecord);
        Assert.InRange(Reach.Of(rested.State.Deflation!), size, size + FixedRecord);
        Assert.Same(rested.State, rested.Then(new Input.Compact()).State);
    }
}
