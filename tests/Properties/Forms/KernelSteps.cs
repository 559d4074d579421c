using System.Runtime.InteropServices;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The promises of a kernel step to hosts: where payloads are, when there is no event, and when the state stays the same reference.
/// </summary>
public sealed class KernelSteps
{
    private static readonly Agreement NoTakeover = Agreement.Compressed(
        new DeflateParameters { ServerNoContextTakeover = true, ClientNoContextTakeover = true }
    );

    public static TheoryData<Role> Roles => Scene.Roles;

    [Theory, MemberData(nameof(Roles))]
    public void A_fragment_that_ends_no_code_point_and_no_message_is_not_told(Role role)
    {
        Silent(Scene.Open(role), new WireFrame(Final: false, 0, 1, ByteString.Empty));
        Silent(Scene.Open(role), new WireFrame(Final: false, 0, 1, (byte[])[0xE2, 0x82]));
        Silent(Agreed.Open(role), new WireFrame(Final: false, 4, 1, (byte[])[0xF2]));

        static void Silent(Scene scene, WireFrame frame)
        {
            var wire = Bytes(scene.State.Role, frame);
            var progress = Kernel.Receive(scene.State, wire, new byte[100]);
            Assert.Equal((wire.Length, 0, StepEvent.Nothing), (progress.Consumed, progress.Needed, progress.Event));
            Assert.True(progress.Next.Receiving is { MessageInProgress: true, InFrame: false });
        }
    }

    [Theory, MemberData(nameof(Roles))]
    public void Within_a_frame_nothing_changes_and_a_byte_is_needed_where_none_came(Role role)
    {
        Waits(Scene.Open(role).Receives(new WireFrame(Final: true, 0, 1, (byte[])[0x61, 0xE2]) { Announced = 9 }));
        Waits(Agreed.Open(role).Receives(new WireFrame(Final: true, 4, 1, (byte[])[0xF2, 0x48]) { Announced = 9 }));

        static void Waits(Scene scene)
        {
            // As the kernel would have left it: without the joined part of the message.
            var state = scene.State with { StepBuffer = StepBuffer.Empty };
            Assert.True(state.Receiving.InFrame);
            var progress = Kernel.Receive(state, default, new byte[100]);
            Assert.Equal((0, 1, StepEvent.Nothing, 0), (progress.Consumed, progress.Needed, progress.Event, progress.Payload.Length));
            Assert.Same(state, progress.Next);
        }
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_control_frames_payload_stands_in_the_lent_memory_where_it_fits(Role role)
    {
        var ping = Bytes(role, new WireFrame(Final: true, 0, 9, new byte[20]));
        foreach (var (room, fits) in new[] { (19, false), (20, true), (21, true) })
        {
            var lent = new byte[room];
            var progress = Kernel.Receive(Scene.Open(role).State, ping, lent);
            Assert.Equal((20, fits), (progress.Payload.Length, StandsIn(lent, progress.Payload)));
        }
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_compressed_payload_stands_in_the_lent_memory_where_that_has_the_room_asked_for(Role role)
    {
        var state = Agreed.Open(role).State;
        foreach (var (missing, fits) in new[] { (1, false), (0, true) })
        {
            var lent = new byte[Kernel.GetSendBufferSize(state, 300) - missing];
            Assert.Equal(
                fits,
                StandsIn(lent, Kernel.Send(state, MessageKind.Binary, new byte[300], lent, CompressionChoice.Always).Reply.Payload.Memory)
            );
        }
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_message_sent_whole_leaves_the_state_itself_where_nothing_is_kept(Role role)
    {
        foreach (var agreement in new[] { Agreement.Plain, NoTakeover })
        {
            var state = Connection.CreateOpen(role, agreement, ConnectionOptions.Default);
            foreach (
                var sent in new[]
                {
                    Kernel.SendPart(state, MessageKind.Binary, new byte[300], final: true),
                    Kernel.Send(state, MessageKind.Binary, new byte[300]),
                }
            )
            {
                Assert.Equal(agreement == NoTakeover, sent.Reply.Rsv1);
                Assert.Same(state, sent.Next);
            }
        }
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_compressed_message_whole_in_one_frame_leaves_the_state_itself_where_nothing_is_kept(Role role)
    {
        var state = Connection.CreateOpen(role, NoTakeover, ConnectionOptions.Default);
        var received = Kernel.Receive(
            state,
            Bytes(role, new WireFrame(Final: true, 4, 1, (byte[])[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00])),
            new byte[100]
        );
        Assert.Equal((5, true), (received.Payload.Length, received.Final));
        Assert.Same(state, received.Next);
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_message_whose_fragments_end_at_blocks_leaves_nothing_where_nothing_is_kept(Role role)
    {
        byte[] flushed = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x00, 0xff, 0xff];
        var fresh = Scene.Of(Connection.CreateOpen(role, NoTakeover, ConnectionOptions.Default));
        var begun = fresh.Receives(new WireFrame(Final: false, 4, 1, flushed));
        Assert.True(begun.State.Inflation is { State.BitCount: 0, Inflated: 5 });
        Assert.Equal(fresh.State, begun.Receives(new WireFrame(Final: true, 0, 0, flushed[..^4])).State);
    }

    private static bool StandsIn(byte[] lent, ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out var found) && ReferenceEquals(found.Array, lent);

    private static byte[] Bytes(Role role, WireFrame frame) =>
        (role == Role.Server ? frame with { Key = new MaskKey(0x12345678) } : frame).ToBytes();
}
