namespace Pure.WebSockets.Properties;

/// <summary>The examples of the RFC, byte by byte.</summary>
public sealed class Section7_2_3_Examples
{
    [Fact]
    public void Section_7_2_3_1_a_message_in_one_block_and_one_frame() =>
        Assert.Equal(["Hello"], Told(0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00));

    [Fact]
    public void Section_7_2_3_1_the_same_in_two_frames() =>
        Assert.Equal(["Hello"], Told(0x41, 0x03, 0xf2, 0x48, 0xcd, 0x80, 0x04, 0xc9, 0xc9, 0x07, 0x00));

    [Fact]
    public void Section_7_2_3_2_the_second_message_refers_to_the_first() =>
        Assert.Equal(
            ["Hello", "Hello"],
            Told(0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00)
        );

    [Fact]
    public void Section_7_2_3_2_without_takeover_the_second_message_stands_for_itself()
    {
        byte[] hello = [0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        Assert.Equal(["Hello", "Hello"], Told([.. hello, .. hello]));
        var scene = Agreed.Open(Role.Client, new DeflateParameters { ServerNoContextTakeover = true }).Receives(hello);
        Assert.Equal("Hello", Assert.Single(scene.Messages).Text);
        Assert.Equal(1007, scene.Receives(0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00).Error.Code);
    }

    [Fact]
    public void Section_7_2_3_3_a_block_without_compression() =>
        Assert.Equal(["Hello"], Told(0xc1, 0x0b, 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00));

    [Fact]
    public void Section_7_2_3_4_a_final_block() =>
        Assert.Equal(["Hello"], Told(0xc1, 0x08, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00));

    [Fact]
    public void Section_7_2_3_4_a_final_block_and_a_message_that_refers_to_it() =>
        Assert.Equal(
            ["Hello", "Hello"],
            Told(0xc1, 0x08, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00)
        );

    [Fact]
    public void Section_7_2_3_5_two_blocks() =>
        Assert.Equal(["Hello"], Told(0xc1, 0x0d, 0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00));

    [Fact]
    public void Section_7_2_3_6_an_empty_message()
    {
        Assert.Equal([""], Told(0xc1, 0x01, 0x00));
        Assert.Equal(
            new byte[] { 0x00 },
            Assert
                .Single(
                    Agreed
                        .Open(Role.Client)
                        .Then(new Input.Send(MessageKind.Text, ByteString.Empty) { Compress = CompressionChoice.Always })
                        .Frames
                )
                .Payload.ToArray()
        );
    }

    [Fact]
    public void The_first_example_is_what_we_send()
    {
        var scene = Agreed.Open(Role.Client);
        for (var times = 0; times < 2; times++)
            scene = scene.Then(new Input.Send(MessageKind.Text, ByteString.FromText("Hello")) { Compress = CompressionChoice.Always });
        Assert.Equal([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], scene.Frames.First().Payload.ToArray());
        Assert.InRange(scene.Frames.Last().Payload.Length, 1, 5);
    }

    private static IEnumerable<string> Told(params byte[] wire)
    {
        var whole = Agreed.Open(Role.Client).Receives(wire);
        var cut = wire.Aggregate(Agreed.Open(Role.Client), (scene, octet) => scene.Receives(octet));
        Assert.Equal(whole.Messages, cut.Messages);
        Assert.Equal(whole.State, cut.State);
        return whole.Messages.Select(message => message.Text);
    }
}
