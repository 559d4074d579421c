namespace Pure.WebSockets.Properties;

public sealed class Section6_1_SendingMisuse
{
    private static readonly Input.SendPart Half = new(MessageKind.Text, ByteString.FromText("half"), Final: false);

    private static readonly Input[] Sendings =
    [
        Input.Send.Text("x"),
        Input.Send.Binary(new byte[1]),
        Half,
        new Input.Ping(ByteString.Empty),
        new Input.Pong(ByteString.Empty),
        new Input.Close(CloseStatus.None),
    ];

    [Fact]
    public void Nothing_is_sent_before_the_connection_is_open()
    {
        foreach (var input in Sendings)
        {
            IsRefused(Scene.Of(Connection.Server(ConnectionOptions.Default)), input);
            IsRefused(Scene.Server(), input);
            IsRefused(Scene.Server().Reads(Heads.RequestLines), input);
            IsRefused(Scene.Client(), input);
        }
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void Nothing_is_sent_after_our_close_frame(Role role)
    {
        foreach (var input in Sendings)
        {
            IsRefused(Scene.Open(role).Then(new Input.Close(CloseStatus.None)), input);
            IsRefused(Scene.Open(role).ReceivesClose(1000), input);
            IsRefused(Scene.Open(role).Then(new Input.EndOfStream()), input);
        }
    }

    [Fact]
    public void A_whole_message_waits_for_the_end_of_the_one_sent_in_parts()
    {
        var scene = Scene.Open(Role.Client).Then(Half);
        Assert.Equal("RFC 6455 §5.4", IsRefused(scene, Input.Send.Text("x")).Rule);
        Assert.Equal("RFC 6455 §5.4", IsRefused(scene, new Input.SendPart(MessageKind.Binary, ByteString.Empty, Final: true)).Rule);
    }

    [Fact]
    public void Control_frames_need_not_wait() =>
        Assert.Equal(Opcode.Ping, Scene.Open(Role.Client).Then(Half).Then(new Input.Ping(ByteString.Empty)).Frames.Last().Opcode);

    [Fact]
    public void A_control_frame_of_126_bytes_is_refused()
    {
        Assert.Equal("RFC 6455 §5.5", IsRefused(Scene.Open(Role.Client), new Input.Ping(new byte[126])).Rule);
        Assert.Equal("RFC 6455 §5.5", IsRefused(Scene.Open(Role.Client), new Input.Pong(new byte[126])).Rule);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void A_message_is_text_or_binary(byte kind)
    {
        var scene = Scene.Open(Role.Server);
        foreach (
            var input in new Input[]
            {
                new Input.Send((MessageKind)kind, ByteString.Empty),
                new Input.SendPart((MessageKind)kind, ByteString.Empty, Final: true),
            }
        )
        {
            var after = scene.Then(input);
            Assert.Equal("RFC 6455 §5.6", after.Refusal.Rule);
            Assert.Same(scene.State, after.State);
            Assert.Empty(after.Outputs);
        }
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused_where_the_options_do_not_say_otherwise()
    {
        var open = Scene.Open(Role.Server, new ConnectionOptions());
        Assert.Equal("RFC 6455 §8.1", IsRefused(open, new Input.Send(MessageKind.Text, (byte[])[0xC2])).Rule);
        Assert.Equal("RFC 6455 §8.1", IsRefused(open, new Input.SendPart(MessageKind.Text, (byte[])[0xFF], Final: false)).Rule);
        Assert.Equal("RFC 6455 §8.1", IsRefused(open, new Input.SendPart(MessageKind.Text, (byte[])[0xC2], Final: true)).Rule);
    }

    [Fact]
    public void Text_in_parts_may_be_cut_within_a_code_point_and_not_end_there()
    {
        var scene = Scene.Open(Role.Server).Then(new Input.SendPart(MessageKind.Text, (byte[])[0xC3], Final: false));
        IsRefused(scene, new Input.SendPart(MessageKind.Text, ByteString.Empty, Final: true));
        IsRefused(scene, new Input.SendPart(MessageKind.Text, ByteString.FromText("x"), Final: false));
        Assert.Equal(2, scene.Then(new Input.SendPart(MessageKind.Text, (byte[])[0xA9], Final: true)).Frames.Count());
    }

    [Fact]
    public void Text_goes_unchecked_where_the_options_say_so()
    {
        var unchecking = Scene.Open(Role.Server, new ConnectionOptions { CheckOutgoingText = false });
        Assert.Single(unchecking.Then(new Input.Send(MessageKind.Text, (byte[])[0xFF])).Frames);
        Assert.Single(unchecking.Then(new Input.SendPart(MessageKind.Text, (byte[])[0xFF], Final: true)).Frames);
    }

    [Fact]
    public void Binary_may_be_anything_whole_and_in_parts()
    {
        Assert.Single(Scene.Open(Role.Server).Then(Input.Send.Binary((byte[])[0xFF])).Frames);
        Assert.Equal(
            2,
            Scene
                .Open(Role.Server)
                .Then(new Input.SendPart(MessageKind.Binary, (byte[])[0xFF], Final: false))
                .Then(new Input.SendPart(MessageKind.Binary, (byte[])[0xC2], Final: true))
                .Frames.Count()
        );
    }

    [Fact]
    public void An_answer_to_no_request_is_refused()
    {
        foreach (var scene in new[] { Scene.Server(), Scene.Client(), Scene.Open(Role.Server) })
        {
            IsRefused(scene, new Input.Accept(Acceptance.Plain));
            IsRefused(scene, new Input.Reject(Rejection.WithStatus(404)));
        }
    }

    private static Misuse IsRefused(Scene scene, Input input)
    {
        var (next, outputs, effects, _) = Protocol.Step(scene.State, input);
        Assert.Same(scene.State, next);
        Assert.Empty(outputs);
        return Assert.IsType<Effect.Misused>(Assert.Single(effects)).Misuse;
    }
}
