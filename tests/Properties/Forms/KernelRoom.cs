namespace Pure.WebSockets.Properties;

/// <summary>
/// The memory that the kernel asks hosts to lend, and what it leaves unused. The values are exact, because hosts rely on them.
/// </summary>
public sealed class KernelRoom
{
    public static TheoryData<Role> Roles => Scene.Roles;

    [Theory, MemberData(nameof(Roles))]
    public void A_control_frame_has_room_for_what_is_there_of_its_payload(Role role)
    {
        var state = Scene.Open(role).State;
        var ping = Bytes(role, new WireFrame(Final: true, 0, 9, new byte[20]));
        Assert.Equal(20, Kernel.GetReceiveBufferSize(state, ping));
        Assert.Equal(19, Kernel.GetReceiveBufferSize(state, ping.AsMemory(0, ping.Length - 1)));
        Assert.Equal(20, Kernel.GetReceiveBufferSize(state, (byte[])[.. ping, .. ping]));
        Assert.Equal(0, Kernel.GetReceiveBufferSize(state, Bytes(role, new WireFrame(Final: true, 0, 9, ByteString.Empty))));
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_data_frame_has_room_for_what_is_there_of_it(Role role)
    {
        var state = Scene.Open(role).State;
        var frame = Bytes(role, new WireFrame(Final: true, 0, 2, new byte[300]));
        var header = frame.Length - 300;
        Assert.Equal(300, Kernel.GetReceiveBufferSize(state, frame));
        Assert.Equal(300, Kernel.GetReceiveBufferSize(state, (byte[])[.. frame, .. frame]));
        Assert.Equal(7, Kernel.GetReceiveBufferSize(state, frame.AsMemory(0, header + 7)));
        Assert.Equal(0, Kernel.GetReceiveBufferSize(state, frame.AsMemory(0, header - 1)));
        var within = Kernel.Receive(state, frame.AsMemory(0, header + 7), new byte[7]).Next;
        Assert.Equal(293, Kernel.GetReceiveBufferSize(within, new byte[1000]));
        Assert.Equal(5, Kernel.GetReceiveBufferSize(within, new byte[5]));
    }

    [Theory, MemberData(nameof(Roles))]
    public void The_start_of_a_code_point_that_is_carried_has_room_too(Role role)
    {
        // "€" is E2 82 AC.
        var begun = Scene.Open(role).Receives(Opcode.Text, new byte[] { (byte)'a', 0xE2, 0x82 }, final: false).State;
        Assert.Equal(
            2 + 3,
            Kernel.GetReceiveBufferSize(begun, Bytes(role, new WireFrame(Final: true, 0, 0, new byte[] { 0xAC, (byte)'b', (byte)'c' })))
        );
        var frame = Bytes(role, new WireFrame(Final: true, 0, 1, new byte[] { (byte)'a', 0xE2, 0x82, 0xAC }));
        var within = Kernel.Receive(Scene.Open(role).State, frame.AsMemory(0, frame.Length - 1), new byte[10]).Next;
        Assert.Equal(2 + 1, Kernel.GetReceiveBufferSize(within, frame.AsMemory(frame.Length - 1)));
    }

    [Theory, MemberData(nameof(Roles))]
    public void Compressed_payload_has_room_for_eight_times_its_length_within_bounds(Role role)
    {
        var state = Connection.CreateOpen(role, Agreed.Default, ConnectionOptions.Default);
        Assert.Equal(256, Kernel.GetReceiveBufferSize(state, Bytes(role, new WireFrame(Final: true, 4, 2, new byte[10]))));
        Assert.Equal(800, Kernel.GetReceiveBufferSize(state, Bytes(role, new WireFrame(Final: true, 4, 2, new byte[100]))));
        Assert.Equal(128 * 1024, Kernel.GetReceiveBufferSize(state, Bytes(role, new WireFrame(Final: true, 4, 2, new byte[60_000]))));
        Assert.Equal(100, Kernel.GetReceiveBufferSize(state, Bytes(role, new WireFrame(Final: true, 0, 2, new byte[100]))));
        Assert.Equal(20, Kernel.GetReceiveBufferSize(state, Bytes(role, new WireFrame(Final: true, 0, 9, new byte[20]))));
    }

    [Theory, MemberData(nameof(Roles))]
    public void Within_a_compressed_message_there_is_room_for_as_much_as_came_of_it_before(Role role)
    {
        var zeros = FrameworkDeflate.Compress([new byte[5000]], level: 3, final: false);
        var begun = Agreed.Open(role).Receives(new WireFrame(Final: false, 4, 2, zeros)).State;
        Assert.Equal(5000, Kernel.GetReceiveBufferSize(begun, Bytes(role, new WireFrame(Final: true, 0, 0, new byte[10]))));
    }

    [Theory, MemberData(nameof(Roles))]
    public void Where_no_payload_is_read_there_is_no_room(Role role)
    {
        Assert.Equal(0, Kernel.GetReceiveBufferSize(Scene.Open(role).State, Bytes(role, new WireFrame(Final: true, 0, 3, new byte[20]))));
        var frame = Bytes(role, new WireFrame(Final: true, 0, 2, new byte[20]));
        Assert.Equal(0, Kernel.GetReceiveBufferSize(role == Role.Server ? Scene.Server().State : Scene.Client().State, frame));
        var closing = Scene.Open(role).Then(new Input.Close(new CloseStatus(1000, "")));
        Assert.Equal(20, Kernel.GetReceiveBufferSize(closing.State, frame));
        Assert.Equal(0, Kernel.GetReceiveBufferSize(closing.ReceivesClose(1000).State, frame));
    }

    [Theory, MemberData(nameof(Roles))]
    public void Where_there_is_nothing_to_write_the_reply_is_empty(Role role)
    {
        var closing = Scene.Open(role).Then(new Input.Close(new CloseStatus(1000, ""))).State;
        StepResult[] silent =
        [
            Kernel.Receive(closing, Bytes(role, new WireFrame(Final: true, 0, 8, ByteString.Empty)), new byte[125]),
            Kernel.Receive(closing, Bytes(role, new WireFrame(Final: true, 0, 3, ByteString.Empty)), new byte[125]),
            Kernel.Receive(Scene.Open(role).State, Bytes(role, new WireFrame(Final: true, 0, 10, ByteString.Empty)), new byte[125]),
            Kernel.EndOfStream(Scene.Open(role).State),
        ];
        Assert.All(silent, progress => Assert.Equal((false, default), (progress.HasReply, progress.Reply)));
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_control_frame_within_text_has_no_room_for_what_the_text_carries(Role role)
    {
        var begun = Scene.Open(role).Receives(Opcode.Text, new byte[] { (byte)'a', 0xE2, 0x82 }, final: false).State;
        Assert.Equal(20, Kernel.GetReceiveBufferSize(begun, Bytes(role, new WireFrame(Final: true, 0, 9, new byte[20]))));
    }

    [Theory, MemberData(nameof(Roles))]
    public void What_comes_when_all_is_over_is_done_with(Role role)
    {
        var over = Kernel.EndOfStream(Scene.Open(role).State).Next;
        var taken = Kernel.Receive(over, new byte[7], new byte[125]);
        Assert.Equal((7, 0), (taken.Consumed, taken.Needed));
        Assert.Equal((0, 1), (Kernel.Receive(over, default, default).Consumed, Kernel.Receive(over, default, default).Needed));
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_message_of_one_small_part_is_not_compressed_by_the_options(Role role)
    {
        var state = Connection.CreateOpen(
            role,
            Agreed.Default,
            ConnectionOptions.Default with
            {
                Compression = new CompressionOptions { MinBytes = 64 },
            }
        );
        Assert.False(Kernel.SendPart(state, MessageKind.Binary, new byte[63], final: true).Reply.Rsv1);
        Assert.True(Kernel.SendPart(state, MessageKind.Binary, new byte[64], final: true).Reply.Rsv1);
        Assert.True(Kernel.SendPart(state, MessageKind.Binary, new byte[63], final: false).Reply.Rsv1);
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_message_that_is_too_long_is_told_with_both_lengths(Role role)
    {
        var limited = ConnectionOptions.Default with { Limits = ConnectionOptions.Default.Limits with { MaxMessageBytes = 10 } };
        var scene = Scene.Open(role, limited).Receives(Opcode.Binary, new byte[6], final: false).Receives(Opcode.Continuation, new byte[7]);
        Assert.Equal("a message of at least 13 bytes exceeds the limit of 10 bytes", scene.Error.Seen);
    }

    private static byte[] Bytes(Role role, WireFrame frame) =>
        (role == Role.Server ? frame with { Key = new MaskKey(0x12345678) } : frame).ToBytes();
}
