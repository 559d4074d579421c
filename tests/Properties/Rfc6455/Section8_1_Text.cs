namespace Pure.WebSockets.Properties;

public sealed class Section8_1_Text
{
    [Theory]
    [InlineData("80", 1)]
    [InlineData("41c0", 2)]
    [InlineData("c1", 1)]
    [InlineData("c241", 2)]
    [InlineData("e080", 2)]
    [InlineData("e09f", 2)]
    [InlineData("eda0", 2)]
    [InlineData("e28241", 3)]
    [InlineData("f08f", 2)]
    [InlineData("f490", 2)]
    [InlineData("f5", 1)]
    [InlineData("ff", 1)]
    [InlineData("cebae1bdb9cf83cebcceb5f4908080656469746564", 13)]
    public void Text_that_no_continuation_can_mend_is_told_at_its_first_such_byte(string hex, int bytes)
    {
        var scene = Scene.Open(Role.Client).Receives(new WireFrame(Final: true, 0, 1, ByteString.Empty) { Announced = 100 });
        Assert.Equal(bytes, scene.BytesUntilFailure(Convert.FromHexString(hex)));
        var error = Scene.Open(Role.Client).Receives(Opcode.Text, Convert.FromHexString(hex)).Error;
        Assert.Equal((1007, "RFC 6455 §8.1"), (error.Code, error.Rule));
    }

    [Theory]
    [InlineData("c2")]
    [InlineData("e282")]
    [InlineData("f09f92")]
    public void Text_that_ends_within_a_code_point_is_no_text(string hex)
    {
        Assert.Equal(1007, Scene.Open(Role.Server).Receives(Opcode.Text, Convert.FromHexString(hex)).Error.Code);
        Assert.Equal(
            1007,
            Scene
                .Open(Role.Server)
                .Receives(Opcode.Text, Convert.FromHexString(hex), final: false)
                .Receives(Opcode.Continuation, "")
                .Error.Code
        );
    }

    [Fact]
    public void A_code_point_may_be_cut_by_fragments_and_by_pings_between_them()
    {
        var scene = Scene
            .Open(Role.Server)
            .Receives(Opcode.Text, (byte[])[0xF0], final: false)
            .Receives(Opcode.Ping, "")
            .Receives(Opcode.Continuation, (byte[])[0x9F, 0x98], final: false)
            .Receives(Opcode.Continuation, (byte[])[0x80]);
        Assert.Equal("😀", Assert.Single(scene.Messages).Text);
    }

    [Fact]
    public void A_continuation_of_text_is_text() =>
        Assert.Equal(
            1007,
            Scene
                .Open(Role.Server)
                .Receives(Opcode.Text, "a", final: false)
                .Receives(Opcode.Continuation, (byte[])[0xFF], final: false)
                .Error.Code
        );

    [Fact]
    public void Binary_may_be_anything() =>
        Assert.Equal(
            (byte[])[0xFF, 0xC0],
            Assert.Single(Scene.Open(Role.Server).Receives(Opcode.Binary, (byte[])[0xFF, 0xC0]).Messages).Data.ToArray()
        );

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("\ufeffbyte order mark")]
    [InlineData("\uffff\ufffe")]
    [InlineData("ασδφ — “quotes” 𝒳 😀")]
    public void Any_text_arrives_as_it_was(string text) =>
        Assert.Equal(text, Assert.Single(Scene.Open(Role.Server).Receives(Opcode.Text, text).Messages).Text);

    [Fact]
    public void Long_text_arrives_as_it_was_wherever_its_code_points_lie_and_one_wrong_byte_anywhere_is_told()
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var text = new string('.', shift) + string.Concat(Enumerable.Repeat("🌍漢é", 5000));
            var octets = System.Text.Encoding.UTF8.GetBytes(text);
            Assert.Equal(text, Assert.Single(Scene.Open(Role.Server).Receives(Opcode.Text, octets).Messages).Text);
            foreach (var at in new[] { 0, 100, 8190, 8191, 8192, 8193, 16383, 16384, 24576, 30000, octets.Length - 1 })
            {
                var broken = (byte[])octets.Clone();
                broken[at] = 0xFF;
                Assert.Equal(1007, Scene.Open(Role.Server).Receives(Opcode.Text, broken).Error.Code);
            }
        }
    }

    [Fact]
    public void Text_that_is_sent_in_parts_may_be_cut_at_every_byte_and_is_checked_across_the_cuts()
    {
        var octets = System.Text.Encoding.UTF8.GetBytes("é漢🌍xé🌍漢漢é");
        for (var first = 0; first <= octets.Length; first++)
            for (var second = first; second <= octets.Length; second++)
            {
                Assert.True(Accepts(octets[..first], octets[first..second], octets[second..]), $"{first} {second}");
                Assert.False(Accepts(octets[..first], [.. octets[first..second], 0xFF], octets[second..]), $"{first} {second}");
            }

        static bool Accepts(params byte[][] parts)
        {
            var state = Connection.CreateOpen(Role.Server, Agreement.Plain, ConnectionOptions.Default);
            for (var part = 0; part < parts.Length; part++)
            {
                var progress = Kernel.SendPart(state, MessageKind.Text, parts[part], final: part == parts.Length - 1);
                if (!progress.HasReply) return false;
                state = progress.Next;
            }

            return true;
        }
    }
}
