namespace Pure.WebSockets.Properties;

public sealed class Section7_ClosingHandshake
{
    private static readonly CloseStatus Bye = new(1000, "bye");

    private static ProtocolError Gone { get; } = new(1006, "RFC 6455 §7.1.5", "the transport ended without a close frame from the peer");

    [Fact]
    public void A_server_that_closes_first_is_done_when_the_answer_comes()
    {
        var scene = Scene.Open(Role.Server).Then(new Input.Close(Bye));
        Assert.Equal(new Phase.Closing(Bye, Option<CloseStatus>.None, Side.Ours), scene.State.Phase);
        Assert.Equal(
            new CloseResult(Bye, new CloseStatus(1000, ""), Side.Ours, Option<ProtocolError>.None),
            scene.ReceivesClose(1000).Closure
        );
        Assert.IsType<Effect.CloseTransport>(scene.ReceivesClose(1000).Effects.Last);
    }

    [Fact]
    public void A_server_answers_a_close_frame_with_the_same_code_and_ends_the_transport()
    {
        var scene = Scene.Open(Role.Server).ReceivesClose(4001, "why");
        Assert.Equal([0x0F, 0xA1], Assert.Single(scene.Frames).Payload.ToArray());
        Assert.Equal(
            new CloseResult(new CloseStatus(4001, ""), new CloseStatus(4001, "why"), Side.Theirs, Option<ProtocolError>.None),
            scene.Closure
        );
        Assert.True(scene.Closure.Clean);
        Assert.Equal(4001, scene.Closure.Code);
    }

    [Fact]
    public void A_client_answers_a_close_frame_and_waits_for_the_server_to_end_the_transport()
    {
        var scene = Scene.Open(Role.Client).ReceivesClose(1001);
        Assert.Equal(new Phase.Closing(new CloseStatus(1001, ""), new CloseStatus(1001, ""), Side.Theirs), scene.State.Phase);
        Assert.Equal(TimerKind.TransportEnd, scene.State.Timer);
        Assert.DoesNotContain(scene.Effects, effect => effect is Effect.CloseTransport);
        Assert.True(scene.Then(new Input.EndOfStream()).Closure.Clean);
    }

    [Fact]
    public void A_client_ends_the_transport_itself_when_the_server_does_not()
    {
        var scene = Scene.Open(Role.Client).ReceivesClose(1000).Then(new Input.Elapsed(TimerKind.TransportEnd));
        Assert.True(scene.Closure.Clean);
        Assert.IsType<Effect.CloseTransport>(scene.Effects.Last);
    }

    [Fact]
    public void A_client_that_closes_first_waits_for_the_answer_and_then_for_the_end_of_the_transport()
    {
        var scene = Scene.Open(Role.Client).Then(new Input.Close(Bye));
        Assert.Equal(TimerKind.ClosingHandshake, scene.State.Timer);
        scene = scene.ReceivesClose(1000, "you too");
        Assert.Equal(TimerKind.TransportEnd, scene.State.Timer);
        Assert.Equal(
            new CloseResult(Bye, new CloseStatus(1000, "you too"), Side.Ours, Option<ProtocolError>.None),
            scene.Then(new Input.EndOfStream()).Closure
        );
        Assert.Single(scene.Frames);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void An_empty_close_frame_is_answered_by_an_empty_one(Role role)
    {
        var scene = Scene.Open(role).Receives(Opcode.Close, ByteString.Empty);
        Assert.Equal(0, Assert.Single(scene.Frames).Payload.Length);
        Assert.Contains(new Effect.CloseReceived(CloseStatus.None), scene.Effects);
        Assert.Equal(1005, scene.Then(new Input.EndOfStream()).Closure.Code);
        Assert.True(scene.Then(new Input.EndOfStream()).Closure.Clean);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void Close_frames_that_cross_close_the_connection_cleanly(Role role)
    {
        var closure = Scene.Open(role).Then(new Input.Close(Bye)).ReceivesClose(4000, "mine").Then(new Input.EndOfStream()).Closure;
        Assert.Equal((1000, 4000, true), (closure.Ours.Map(status => status.Code).IfNone(0), closure.Code, closure.Clean));
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void Messages_still_arrive_after_our_close_frame(Role role) =>
        Assert.Equal("late", Assert.Single(Scene.Open(role).Then(new Input.Close(Bye)).Receives(Opcode.Text, "late").Messages).Text);

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void Nothing_that_follows_the_peers_close_frame_is_heard(Role role)
    {
        var scene = Scene.Open(role).ReceivesClose(1000);
        Assert.Equal(scene.Effects, scene.Receives(Opcode.Text, "x").Receives(0xFF, 0xFF).Effects);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_transport_that_ends_while_open_is_no_clean_close(Role role)
    {
        var scene = Scene.Open(role).Then(new Input.EndOfStream());
        Assert.Empty(scene.Outputs);
        Assert.Equal(new CloseResult(Option<CloseStatus>.None, Option<CloseStatus>.None, Side.Theirs, Gone), scene.Closure);
        Assert.Equal((1006, false), (scene.Closure.Code, scene.Closure.Clean));
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_transport_that_ends_before_the_answer_is_no_clean_close(Role role) =>
        Assert.Equal(
            new CloseResult(Bye, Option<CloseStatus>.None, Side.Ours, Gone),
            Scene.Open(role).Then(new Input.Close(Bye)).Then(new Input.EndOfStream()).Closure
        );

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_peer_that_does_not_answer_our_close_frame_in_time_is_left(Role role)
    {
        var scene = Scene.Open(role).Then(new Input.Close(Bye)).Then(new Input.Elapsed(TimerKind.ClosingHandshake));
        Assert.Equal((1006, "RFC 6455 §5.5.1"), (scene.Error.Code, scene.Error.Rule));
        Assert.Single(scene.Frames);
        Assert.False(scene.Closure.Clean);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_broken_rule_after_our_close_frame_sends_nothing_more(Role role)
    {
        var scene = Scene.Open(role).Then(new Input.Close(Bye)).Receives(0xFF);
        Assert.Equal(1002, scene.Error.Code);
        Assert.Single(scene.Frames);
        Assert.Equal(Bye, scene.Closure.Ours);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_failure_says_the_rule_in_its_close_frame_and_ends_the_transport_at_once(Role role)
    {
        var scene = Scene.Open(role).Receives(0xFF);
        var close = Assert.Single(scene.Frames);
        Assert.Equal([0x03, 0xEA], close.Payload.ToArray()[..2]);
        Assert.StartsWith("RFC 6455 §5.2: ", close.Payload.ToText()[2..], StringComparison.Ordinal);
        Assert.InRange(close.Payload.Length, 2, 125);
        Assert.Equal(Side.Ours, scene.Closure.First);
        Assert.IsType<Effect.CloseTransport>(scene.Effects.Last);
    }

    [Fact]
    public void The_longest_reason_of_a_failure_fits_into_a_close_frame()
    {
        // A dynamic block whose 258 code lengths are zeros. No other error is longer.
        var block = new BitList()
            .Add(4, 3)
            .Add(0, 5)
            .Add(0, 5)
            .Add(0, 4)
            .Add(0, 6)
            .Add(1, 3)
            .Add(1, 3)
            .Add(1, 1)
            .Add(127, 7)
            .Add(1, 1)
            .Add(109, 7)
            .Align()
            .ToBytes();
        var scene = Agreed.Open(Role.Client).Receives(new WireFrame(Final: true, 4, (int)Opcode.Binary, block));
        var close = Assert.Single(scene.Frames);
        Assert.Equal($"{scene.Error.Rule}: {scene.Error.Seen}", close.Payload.ToText()[2..]);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_closing_time_of_zero_sets_no_timer(Role role)
    {
        var scene = Scene
            .Open(role, new ConnectionOptions { ClosingHandshakeTimeout = TimeSpan.Zero })
            .Then(new Input.Start())
            .Then(new Input.Close(Bye));
        Assert.Equal(TimerKind.None, scene.State.Timer);
        Assert.Equal(new Effect.CancelTimer(), scene.Effects.Last);
    }

    [Fact]
    public void A_half_sent_message_ends_with_our_close_frame() =>
        Assert.Equal(
            Opcode.Close,
            Scene
                .Open(Role.Client)
                .Then(new Input.SendPart(MessageKind.Text, ByteString.FromText("half"), Final: false))
                .Then(new Input.Close(Bye))
                .Frames.Last()
                .Opcode
        );

    [Theory]
    [InlineData(true, true, false, true)]
    [InlineData(true, true, true, false)]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, false, false)]
    [InlineData(false, false, false, false)]
    public void An_end_is_clean_when_both_close_frames_were_exchanged_and_no_rule_was_broken(
        bool ours,
        bool theirs,
        bool broken,
        bool clean
    )
    {
        var closure = new CloseResult(
            ours ? new CloseStatus(1000, "") : Option<CloseStatus>.None,
            theirs ? new CloseStatus(1001, "") : Option<CloseStatus>.None,
            Side.Ours,
            broken ? new ProtocolError(1002, "RFC 6455 §5.1", "seen") : Option<ProtocolError>.None);
        Assert.Equal((clean, theirs ? 1001 : 1006), (closure.Clean, closure.Code));
    }
}
