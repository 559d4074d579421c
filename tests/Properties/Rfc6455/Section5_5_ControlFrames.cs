namespace Pure.WebSockets.Properties;

public sealed class Section5_5_ControlFrames
{
    public static TheoryData<Opcode> Controls { get; } = new(Opcode.Close, Opcode.Ping, Opcode.Pong);

    [Theory]
    [MemberData(nameof(Controls))]
    public void A_control_frame_may_not_be_fragmented(Opcode opcode)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var error = Scene.Open(role).Receives(opcode, "", final: false).Error;
            Assert.Equal((1002, "RFC 6455 §5.5"), (error.Code, error.Rule));
            Assert.Equal(1, Scene.Open(role).BytesUntilFailure([(byte)opcode, 0x00]));
        }
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public void A_control_frame_holds_125_bytes_and_no_more(Opcode opcode)
    {
        foreach (var length in new[] { 126, 127, 65_536 })
        {
            var frame = new WireFrame(Final: true, 0, (int)opcode, new byte[length]);
            var error = Scene.Open(Role.Client).Receives(frame).Error;
            Assert.Equal((1002, "RFC 6455 §5.5"), (error.Code, error.Rule));
            Assert.Equal(2, Scene.Open(Role.Client).BytesUntilFailure(frame.ToBytes()));
        }
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_ping_is_answered_by_a_pong_with_the_same_data(Role role)
    {
        foreach (var length in new[] { 0, 1, 124, 125 })
        {
            var data = Enumerable.Range(1, length).Select(at => (byte)at).ToArray();
            var scene = Scene.Open(role).Receives(Opcode.Ping, data);
            Assert.Equal(new Frame(Opcode.Pong, Final: true, Rsv1: false, data), Assert.Single(scene.Frames));
            Assert.Equal<Effect>([new Effect.PingReceived(data)], scene.Effects);
        }
    }

    [Fact]
    public void Every_ping_is_answered_in_order() =>
        Assert.Equal(
            ["1", "2", "3"],
            Scene
                .Open(Role.Server)
                .Receives(Opcode.Ping, "1")
                .Receives(Opcode.Ping, "2")
                .Receives(Opcode.Ping, "3")
                .Frames.Select(frame => frame.Payload.ToText())
        );

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_pong_that_nobody_asked_for_is_told_and_not_answered(Role role)
    {
        var scene = Scene.Open(role).Receives(Opcode.Pong, "hello");
        Assert.Empty(scene.Outputs);
        Assert.Equal<Effect>([new Effect.PongReceived(ByteString.FromText("hello"))], scene.Effects);
        Assert.True(scene.IsOpen);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_ping_after_our_close_frame_is_answered_until_the_peers_is_there(Role role)
    {
        // "… MUST send a Pong frame in response, unless it already received a Close frame" (§5.5.2).
        var scene = Scene.Open(role).Then(new Input.Close(CloseStatus.None)).Receives(Opcode.Ping, "late");
        Assert.Contains(new Effect.PingReceived(ByteString.FromText("late")), scene.Effects);
        Assert.Equal([(Opcode.Close, ""), (Opcode.Pong, "late")], scene.Frames.Select(frame => (frame.Opcode, frame.Payload.ToText())));
        Assert.Equal(scene.Frames, scene.ReceivesClose(1000).Receives(Opcode.Ping, "too late").Frames);
    }

    [Fact]
    public void A_close_frame_of_one_byte_fails_the_connection_at_its_second_byte()
    {
        var error = Scene.Open(Role.Client).Receives(Opcode.Close, "x").Error;
        Assert.Equal((1002, "RFC 6455 §5.5.1"), (error.Code, error.Rule));
        Assert.Equal(2, Scene.Open(Role.Client).BytesUntilFailure([0x88, 0x01, 0x00]));
    }

    [Fact]
    public void A_control_frame_waits_until_it_is_whole()
    {
        var wire = new WireFrame(Final: true, 0, (int)Opcode.Ping, ByteString.FromText("whole")).ToBytes();
        var scene = wire[..^1].Aggregate(Scene.Open(Role.Client), (sofar, octet) => sofar.Receives(octet));
        Assert.Empty(scene.Effects);
        Assert.Equal("whole", Assert.Single(scene.Receives(wire[^1]).Frames).Payload.ToText());
    }

    [Fact]
    public void Our_pings_and_pongs_go_out_as_they_are()
    {
        var scene = Scene
            .Open(Role.Client)
            .Then(new Input.Ping(ByteString.FromText("a")))
            .Then(new Input.Pong(ByteString.FromText("b")))
            .Then(new Input.Ping(new byte[125]));
        Assert.Equal(
            [(Opcode.Ping, 1), (Opcode.Pong, 1), (Opcode.Ping, 125)],
            scene.Frames.Select(frame => (frame.Opcode, frame.Payload.Length))
        );
    }
}
