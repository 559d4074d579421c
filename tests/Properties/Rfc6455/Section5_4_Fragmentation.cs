namespace Pure.WebSockets.Properties;

public sealed class Section5_4_Fragmentation
{
    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void Fragments_are_joined_in_order(Role role)
    {
        var scene = Scene.Open(role).Receives(Opcode.Text, "one ", final: false).Receives(Opcode.Continuation, "two ", final: false);
        Assert.Empty(scene.Messages);
        Assert.Equal("one two three", Assert.Single(scene.Receives(Opcode.Continuation, "three").Messages).Text);
    }

    [Fact]
    public void The_first_fragment_says_what_the_message_is() =>
        Assert.Equal(
            MessageKind.Binary,
            Assert
                .Single(Scene.Open(Role.Client).Receives(Opcode.Binary, "a", final: false).Receives(Opcode.Continuation, "b").Messages)
                .Kind
        );

    [Fact]
    public void Fragments_may_be_empty()
    {
        var scene = Scene
            .Open(Role.Client)
            .Receives(Opcode.Text, "", final: false)
            .Receives(Opcode.Continuation, "", final: false)
            .Receives(Opcode.Continuation, "");
        Assert.Equal("", Assert.Single(scene.Messages).Text);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_continuation_without_a_message_under_way_fails_the_connection(Role role)
    {
        Assert.Equal((1002, "RFC 6455 §5.4"), Rule(Scene.Open(role).Receives(Opcode.Continuation, "x")));
        Assert.Equal(
            (1002, "RFC 6455 §5.4"),
            Rule(Scene.Open(role).Receives(Opcode.Text, "whole").Receives(Opcode.Continuation, "x", final: false))
        );
        Assert.Equal(
            (1002, "RFC 6455 §5.4"),
            Rule(
                Scene
                    .Open(role)
                    .Receives(Opcode.Text, "a", final: false)
                    .Receives(Opcode.Continuation, "b")
                    .Receives(Opcode.Continuation, "c")
            )
        );
        Assert.Equal(1, Scene.Open(role).BytesUntilFailure([0x80, 0x00]));
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_new_message_before_the_old_one_ended_fails_the_connection(Role role)
    {
        foreach (var opcode in new[] { Opcode.Text, Opcode.Binary })
        {
            var scene = Scene.Open(role).Receives(Opcode.Text, "a", final: false);
            Assert.Equal((1002, "RFC 6455 §5.4"), Rule(scene.Receives(opcode, "b")));
            Assert.Equal(1, scene.BytesUntilFailure([(byte)(0x80 | (int)opcode), 0x00]));
        }
    }

    [Fact]
    public void Control_frames_may_stand_between_fragments_and_disturb_nothing()
    {
        var scene = Scene
            .Open(Role.Server)
            .Receives(Opcode.Text, "Hel", final: false)
            .Receives(Opcode.Ping, "p1")
            .Receives(Opcode.Pong, "p2")
            .Receives(Opcode.Continuation, "l", final: false)
            .Receives(Opcode.Ping, "p3")
            .Receives(Opcode.Continuation, "o");
        Assert.Equal("Hello", Assert.Single(scene.Messages).Text);
        Assert.Equal(["p1", "p3"], scene.Frames.Select(frame => frame.Payload.ToText()));
    }

    [Fact]
    public void A_ping_between_fragments_is_answered_before_the_message_ends() =>
        Assert.Equal(
            Opcode.Pong,
            Assert.Single(Scene.Open(Role.Client).Receives(Opcode.Text, "a", final: false).Receives(Opcode.Ping, "now").Frames).Opcode
        );

    [Fact]
    public void A_close_between_fragments_ends_the_connection_without_the_message()
    {
        var scene = Scene.Open(Role.Server).Receives(Opcode.Text, "a", final: false).ReceivesClose(1000);
        Assert.Empty(scene.Messages);
        Assert.True(scene.Closure.Clean);
    }

    [Fact]
    public void Our_parts_are_one_first_frame_and_continuations()
    {
        var scene = Scene
            .Open(Role.Client)
            .Then(new Input.SendPart(MessageKind.Binary, (byte[])[1], Final: false))
            .Then(new Input.SendPart(MessageKind.Binary, (byte[])[2], Final: false))
            .Then(new Input.SendPart(MessageKind.Binary, (byte[])[3], Final: true));
        Assert.Equal(
            [(Opcode.Binary, false), (Opcode.Continuation, false), (Opcode.Continuation, true)],
            scene.Frames.Select(frame => (frame.Opcode, frame.Final))
        );
        Assert.Same(Scene.Open(Role.Client).State.Phase, scene.State.Phase);
    }

    [Fact]
    public void A_single_final_part_is_a_whole_message() =>
        Assert.Equal(
            new Frame(Opcode.Text, Final: true, Rsv1: false, ByteString.FromText("x")),
            Assert.Single(Scene.Open(Role.Client).Then(new Input.SendPart(MessageKind.Text, ByteString.FromText("x"), Final: true)).Frames)
        );

    [Fact]
    public void Where_pieces_are_wanted_they_are_told_as_they_come()
    {
        var scene = Scene
            .Open(Role.Client, new ConnectionOptions { Delivery = Delivery.Pieces })
            .Receives(Opcode.Text, "ab", final: false)
            .Receives(Opcode.Continuation, "c");
        Assert.Equal(
            [
                new Effect.MessagePiece(MessageKind.Text, ByteString.FromText("ab"), Final: false),
                new Effect.MessagePiece(MessageKind.Text, ByteString.FromText("c"), Final: true),
            ],
            scene.Effects.OfType<Effect.MessagePiece>()
        );
    }

    private static (int Code, string Rule) Rule(Scene scene) => (scene.Error.Code, scene.Error.Rule);
}
