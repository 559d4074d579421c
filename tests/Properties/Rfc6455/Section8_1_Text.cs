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
        var scene = Scene.Open(Role.Client).Receives(new WireFrame(Final: true, 0, 1, Octets.Empty) { Announced = 100 });
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
        Assert.Equal(1007, Scene.Open(Role.Server).Receives(Opcode.Text, Convert.FromHexString(hex), final: false).Receives(Opcode.Continuation, "").Error.Code);
    }

    [Fact]
    public void A_code_point_may_be_cut_by_fragments_and_by_pings_between_them()
    {
        var scene = Scene.Open(Role.Server)
            .Receives(Opcode.Text, (byte[])[0xF0], final: false).Receives(Opcode.Ping, "").Receives(Opcode.Continuation, (byte[])[0x9F, 0x98], final: false).Receives(Opcode.Continuation, (byte[])[0x80]);
        Assert.Equal("😀", Assert.Single(scene.Messages).Text);
    }

    [Fact]
    public void A_continuation_of_text_is_text() =>
        Assert.Equal(1007, Scene.Open(Role.Server).Receives(Opcode.Text, "a", final: false).Receives(Opcode.Continuation, (byte[])[0xFF], final: false).Error.Code);

    [Fact]
    public void Binary_may_be_anything() =>
        Assert.Equal((byte[])[0xFF, 0xC0], Assert.Single(Scene.Open(Role.Server).Receives(Opcode.Binary, (byte[])[0xFF, 0xC0]).Messages).Data.ToArray());

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("\ufeffbyte order mark")]
    [InlineData("\uffff\ufffe")]
    [InlineData("ασδφ — “quotes” 𝒳 😀")]
    public void Any_text_arrives_as_it_was(string text) => Assert.Equal(text, Assert.Single(Scene.Open(Role.Server).Receives(Opcode.Text, text).Messages).Text);
}
