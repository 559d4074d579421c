namespace Pure.WebSockets.Properties;

public sealed class Section6_MessageProcessing
{
    private static readonly byte[] Hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];

    private static readonly ByteString Prose = ByteString.FromText(string.Concat(Enumerable.Repeat("what is said again and again ", 10)));

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void Without_an_agreement_RSV1_breaks_the_base_protocol(Role role)
    {
        foreach (var opcode in Enum.GetValues<Opcode>())
            Assert.Equal((1002, "RFC 6455 §5.2"), Rule(Scene.Open(role).Receives(Frame(opcode, reserved: 4))));
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void RSV1_on_the_first_frame_says_that_the_message_is_compressed(Role role)
    {
        foreach (var kind in new[] { Opcode.Text, Opcode.Binary })
        {
            var message = Assert.Single(Agreed.Open(role).Receives(Frame(kind, reserved: 4, Hello)).Messages);
            Assert.Equal(("Hello", (MessageKind)kind), (message.Text, message.Kind));
        }
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void RSV1_on_a_continuation_fails_the_connection(Role role)
    {
        foreach (var first in new[] { 0, 4 })
        {
            var scene = Agreed.Open(role).Receives(Frame(Opcode.Text, reserved: first, final: false));
            Assert.Equal((1002, "RFC 7692 §6"), Rule(scene.Receives(Frame(Opcode.Continuation, reserved: 4))));
            Assert.Equal(1, scene.BytesUntilFailure([0xC0, 0x80]));
        }
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void RSV1_on_a_control_frame_fails_the_connection(Role role)
    {
        foreach (var opcode in new[] { Opcode.Ping, Opcode.Pong, Opcode.Close })
        {
            Assert.Equal((1002, "RFC 7692 §6"), Rule(Agreed.Open(role).Receives(Frame(opcode, reserved: 4))));
            Assert.Equal(
                (1002, "RFC 7692 §6"),
                Rule(
                    Agreed
                        .Open(role)
                        .Receives(Frame(Opcode.Text, reserved: 4, Hello[..3], final: false))
                        .Receives(Frame(opcode, reserved: 4))
                )
            );
        }
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void RSV2_and_RSV3_have_no_meaning_with_the_agreement_either(Role role)
    {
        foreach (var reserved in new[] { 1, 2, 3, 5, 6, 7 })
            foreach (var opcode in Enum.GetValues<Opcode>())
                Assert.Equal((1002, "RFC 6455 §5.2"), Rule(Agreed.Open(role).Receives(Frame(opcode, reserved, Hello))));
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void Messages_may_come_uncompressed_and_leave_the_context_as_it_is(Role role)
    {
        var scene = Agreed.Open(role).Receives(Frame(Opcode.Text, reserved: 4, Hello));
        var context = scene.State.Inflation;
        scene = scene.Receives(Opcode.Text, "plain").Receives(Opcode.Text, "in two ", final: false).Receives(Opcode.Continuation, "parts");
        Assert.Same(context, scene.State.Inflation);
        Assert.Equal(
            ["Hello", "plain", "in two parts", "Hello"],
            scene.Receives(Frame(Opcode.Text, reserved: 4, [0xf2, 0x00, 0x11, 0x00, 0x00])).Messages.Select(message => message.Text)
        );
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void Control_frames_between_compressed_fragments_change_nothing(Role role)
    {
        var scene = Agreed.Open(role);
        for (var at = 0; at < Hello.Length; at++)
        {
            scene = scene.Receives(
                Frame(at == 0 ? Opcode.Text : Opcode.Continuation, reserved: at == 0 ? 4 : 0, [Hello[at]], final: at == Hello.Length - 1)
            );
            var (receiving, context) = (scene.State.Receiving, scene.State.Inflation);
            scene = scene.Receives(Opcode.Ping, $"{at}").Receives(Opcode.Pong, "x");
            Assert.Equal(receiving, scene.State.Receiving);
            Assert.Same(context, scene.State.Inflation);
        }

        Assert.Equal("Hello", Assert.Single(scene.Messages).Text);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], scene.Frames.Select(frame => frame.Payload.ToText()));
    }

    [Theory]
    [InlineData(63, CompressionChoice.Default, false)]
    [InlineData(64, CompressionChoice.Default, true)]
    [InlineData(0, CompressionChoice.Always, true)]
    [InlineData(5, CompressionChoice.Always, true)]
    [InlineData(290, CompressionChoice.Never, false)]
    public void A_message_is_compressed_as_it_is_told_or_from_the_length_in_the_options(
        int length,
        CompressionChoice choice,
        bool compressed
    )
    {
        var frame = Assert.Single(
            Agreed.Open(Role.Server).Then(new Input.Send(MessageKind.Text, Prose.Memory[..length]) { Compress = choice }).Frames
        );
        Assert.Equal(compressed, frame.Rsv1);
        if (!compressed) Assert.Equal(Prose.Memory[..length], frame.Payload.Memory);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(290, 290, true)]
    [InlineData(int.MaxValue, 290, false)]
    public void The_shortest_message_to_compress_is_the_options_choice(int least, int length, bool compressed)
    {
        var options = new ConnectionOptions { Compression = new CompressionOptions { MinBytes = least } };
        Assert.Equal(
            compressed,
            Assert
                .Single(Agreed.Open(Role.Server, options: options).Then(new Input.Send(MessageKind.Text, Prose.Memory[..length])).Frames)
                .Rsv1
        );
    }

    [Fact]
    public void Where_nothing_is_agreed_to_nothing_is_compressed() =>
        Assert.False(
            Assert
                .Single(
                    Scene.Open(Role.Client).Then(new Input.Send(MessageKind.Text, Prose) { Compress = CompressionChoice.Always }).Frames
                )
                .Rsv1
        );

    [Fact]
    public void A_message_in_parts_is_compressed_as_its_first_part_says()
    {
        foreach (
            var (first, second, compressed) in new[]
            {
                (CompressionChoice.Default, CompressionChoice.Never, true),
                (CompressionChoice.Always, CompressionChoice.Never, true),
                (CompressionChoice.Never, CompressionChoice.Always, false),
            }
        )
        {
            var scene = Agreed
                .Open(Role.Server)
                .Then(new Input.SendPart(MessageKind.Text, ByteString.FromText("a"), Final: false) { Compress = first })
                .Then(new Input.Ping(ByteString.Empty))
                .Then(new Input.SendPart(MessageKind.Text, Prose, Final: true) { Compress = second });
            Assert.Equal(
                [(Opcode.Text, compressed), (Opcode.Ping, false), (Opcode.Continuation, false)],
                scene.Frames.Select(frame => (frame.Opcode, frame.Rsv1))
            );
            Assert.Equal("a" + Prose.ToText(), Assert.Single(Relayed(scene).Messages).Text);
        }
    }

    [Fact]
    public void A_message_sent_uncompressed_leaves_the_context_as_it_is()
    {
        var scene = Agreed.Open(Role.Server).Then(new Input.Send(MessageKind.Text, Prose));
        var context = scene.State.Deflation;
        Assert.Same(
            context,
            scene
                .Then(new Input.Send(MessageKind.Text, Prose) { Compress = CompressionChoice.Never })
                .Then(Input.Send.Text("short"))
                .State.Deflation
        );
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void What_is_sent_is_understood_whatever_was_compressed_and_what_was_not(Role role)
    {
        var scene = Agreed.Open(role);
        foreach (
            var choice in new[] { CompressionChoice.Always, CompressionChoice.Never, CompressionChoice.Default, CompressionChoice.Always }
        )
            scene = scene.Then(new Input.Send(MessageKind.Text, Prose) { Compress = choice });
        Assert.Equal([true, false, true, true], scene.Frames.Select(frame => frame.Rsv1));
        Assert.All(Relayed(scene).Messages, message => Assert.Equal(Prose, message.Data));
    }

    /// <summary>The other side, after it received all that was sent.</summary>
    private static Scene Relayed(Scene from) =>
        from.Frames.Aggregate(
            Agreed.Open(from.State.Role == Role.Server ? Role.Client : Role.Server),
            (to, frame) => to.Receives(new WireFrame(frame.Final, frame.Rsv1 ? 4 : 0, (int)frame.Opcode, frame.Payload))
        );

    private static WireFrame Frame(Opcode opcode, int reserved, byte[]? payload = null, bool final = true) =>
        new(final, reserved, (int)opcode, payload ?? []);

    [Fact]
    public void What_is_sent_as_it_is_needs_no_room()
    {
        var open = Connection.CreateOpen(Role.Server, Agreed.Default, ConnectionOptions.Default);
        Assert.Equal(0, Kernel.GetSendBufferSize(open, 1000, CompressionChoice.Never));
        Assert.True(Kernel.GetSendBufferSize(open, 1000) > 1000);
        Assert.Equal(
            0,
            Kernel.GetSendBufferSize(
                Kernel.SendPart(open, MessageKind.Text, "a"u8.ToArray(), final: false, default, CompressionChoice.Never).Next,
                1000
            )
        );
        Assert.Equal(0, Kernel.GetSendBufferSize(Connection.CreateOpen(Role.Server, Agreement.Plain, ConnectionOptions.Default), 1000));
    }

    private static (int Code, string Rule) Rule(Scene scene) => (scene.Error.Code, scene.Error.Rule);
}
