namespace Pure.WebSockets.Properties;

/// <summary>The examples of RFC 6455 §5.7, read and written.</summary>
public sealed class Section5_7_Examples
{
    private static readonly MaskKey Key = MaskKey.FromBytes(0x37, 0xFA, 0x21, 0x3D);

    [Fact]
    public void A_single_frame_unmasked_text_message_reads_Hello() =>
        Assert.Equal("Hello", Assert.Single(Scene.Open(Role.Client).Receives(Hex("810548656c6c6f")).Messages).Text);

    [Fact]
    public void A_single_frame_masked_text_message_reads_Hello() =>
        Assert.Equal("Hello", Assert.Single(Scene.Open(Role.Server).Receives(Hex("818537fa213d7f9f4d5158")).Messages).Text);

    [Fact]
    public void A_fragmented_unmasked_text_message_reads_Hello() =>
        Assert.Equal("Hello", Assert.Single(Scene.Open(Role.Client).Receives(Hex("010348656c80026c6f")).Messages).Text);

    [Fact]
    public void An_unmasked_ping_is_answered_by_a_masked_pong_with_the_same_body()
    {
        var pong = Assert.Single(Scene.Open(Role.Client).Receives(Hex("890548656c6c6f")).Frames);
        Assert.Equal(Hex("8a8537fa213d7f9f4d5158"), FrameEncoder.Encode(pong, Key));
    }

    [Fact]
    public void A_256_byte_binary_message_has_a_length_of_16_bits() => HasHeader("827e0100", 256);

    [Fact]
    public void A_64_KiB_binary_message_has_a_length_of_64_bits() => HasHeader("827f0000000000010000", 65_536);

    [Fact]
    public void The_encoder_writes_the_text_examples()
    {
        var hello = new Frame(Opcode.Text, Final: true, Rsv1: false, ByteString.FromText("Hello"));
        Assert.Equal(Hex("810548656c6c6f"), FrameEncoder.Encode(hello));
        Assert.Equal(Hex("818537fa213d7f9f4d5158"), FrameEncoder.Encode(hello, Key));
        Assert.Equal("37fa213d", Key.ToString());
    }

    private static void HasHeader(string header, int length)
    {
        var wire = (byte[])[.. Hex(header), .. new byte[length]];
        Assert.Equal(length, Assert.Single(Scene.Open(Role.Client).Receives(wire).Messages).Data.Length);
        Assert.Equal(wire, FrameEncoder.Encode(new Frame(Opcode.Binary, Final: true, Rsv1: false, new byte[length])));
    }

    private static byte[] Hex(string digits) => Convert.FromHexString(digits);
}
