namespace Pure.WebSockets.Properties;

public sealed class Section5_1_Masking
{
    [Theory]
    [InlineData(Opcode.Text)]
    [InlineData(Opcode.Binary)]
    [InlineData(Opcode.Ping)]
    [InlineData(Opcode.Pong)]
    [InlineData(Opcode.Close)]
    public void A_server_fails_a_connection_on_a_frame_that_is_not_masked(Opcode opcode)
    {
        var scene = Scene.Open(Role.Server).Receives(new WireFrame(Final: true, 0, (int)opcode, ByteString.Empty).ToBytes());
        Assert.Equal(new ProtocolError(1002, "RFC 6455 §5.1", "the client sent a frame that is not masked"), scene.Error);
    }

    [Fact]
    public void A_client_fails_a_connection_on_a_masked_frame()
    {
        var scene = Scene
            .Open(Role.Client)
            .Receives(new WireFrame(Final: true, 0, 1, ByteString.Empty) { Key = default(MaskKey) }.ToBytes());
        Assert.Equal(new ProtocolError(1002, "RFC 6455 §5.1", "the server sent a masked frame"), scene.Error);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void The_wrong_masking_is_told_at_the_second_byte(Role role) =>
        Assert.Equal(2, Scene.Open(role).BytesUntilFailure([0x81, role == Role.Server ? (byte)0x7F : (byte)0xFF, 0, 0]));

    [Fact]
    public void A_key_of_zero_is_a_key() =>
        Assert.Equal(
            "Hello",
            Assert.Single(Scene.Open(Role.Server).Receives(0x81, 0x85, 0, 0, 0, 0, 0x48, 0x65, 0x6c, 0x6c, 0x6f).Messages).Text
        );

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1000)]
    public void Octet_i_is_combined_with_octet_i_modulo_4_of_the_key(int length)
    {
        var key = MaskKey.FromBytes(0x01, 0x20, 0x03, 0x40);
        var source = Enumerable.Range(0, length).Select(at => (byte)at).ToArray();
        var masked = new byte[length];
        Masking.Apply(source, masked, key);
        Assert.Equal(source.Select((octet, at) => (byte)(octet ^ new byte[] { 0x01, 0x20, 0x03, 0x40 }[at % 4])), masked);
    }

    [Theory]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(2303)]
    [InlineData(2304)]
    [InlineData(4103)]
    public void A_long_payload_is_masked_alike_wherever_it_goes(int length)
    {
        var key = MaskKey.FromBytes(0x01, 0x20, 0x03, 0x40);
        var source = Enumerable.Range(0, length).Select(at => (byte)(at * 7)).ToArray();
        var expected = source.Select((octet, at) => (byte)(octet ^ new byte[] { 0x01, 0x20, 0x03, 0x40 }[at % 4])).ToArray();
        for (var offset = 0; offset <= 64; offset++)
        {
            var memory = new byte[length + 128];
            Masking.Apply(source, memory.AsSpan(offset), key);
            Assert.Equal(expected, memory[offset..(offset + length)]);
            Assert.DoesNotContain(memory[..offset], octet => octet != 0);
            Assert.DoesNotContain(memory[(offset + length)..], octet => octet != 0);
        }
    }

    [Fact]
    public void Every_frame_may_have_a_key_of_its_own()
    {
        var scene = Scene.Open(Role.Server);
        foreach (var bits in new uint[] { 0, 1, 0x8000_0000, uint.MaxValue })
            scene = scene.Receives(new WireFrame(Final: true, 0, 1, ByteString.FromText("same")) { Key = new MaskKey(bits) }.ToBytes());
        Assert.All(scene.Messages, message => Assert.Equal("same", message.Text));
        Assert.Equal(4, scene.Messages.Count());
    }

    /// <summary>One byte that is not ASCII, at each place of texts of all short lengths, is seen with every width of vector.</summary>
    [Fact]
    public void Text_is_checked_for_ASCII_in_the_same_pass()
    {
        var key = MaskKey.FromBytes(0x80, 0xFF, 0x01, 0x9A);
        for (var length = 0; length <= 300; length++)
        {
            var text = new byte[length];
            text.AsSpan().Fill((byte)'x');
            Assert.True(IsAscii(text, key), $"{length} bytes");
            for (var at = 0; at < length; at++)
            {
                text[at] = 0x80;
                Assert.False(IsAscii(text, key), $"byte {at} of {length}");
                text[at] = (byte)'x';
            }
        }

        Assert.False(IsAscii("not checked"u8.ToArray(), default));

        static bool IsAscii(byte[] text, MaskKey key)
        {
            var (masked, unmasked) = (new byte[text.Length], new byte[text.Length]);
            Masking.Apply(text, masked, key);
            var isAscii = Masking.ApplyToText(masked, unmasked, key);
            Assert.True(text.AsSpan().SequenceEqual(unmasked));
            return isAscii;
        }
    }
}
