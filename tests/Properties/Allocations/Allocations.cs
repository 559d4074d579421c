namespace Pure.WebSockets.Properties;

/// <summary>
/// The kernel's allocations, to the byte: nothing for a complete frame, one small state object for any other step of an open connection.
/// </summary>
public sealed class Allocations
{
    private const int Rounds = 200;

    /// <summary>The largest size of a small object.</summary>
    private const int OneObject = 128;

    private static readonly byte[] Lent = new byte[65_536];

    private static readonly ConnectionOptions Options = ConnectionOptions.Default;

    public static TheoryData<Role, Opcode, int> WholeFrames { get; } =
        new(
            from role in Enum.GetValues<Role>()
            from opcode in new[] { Opcode.Text, Opcode.Binary }
            from length in new[] { 0, 1, 125, 126, 4096, 65_535, 65_536 }
            select (role, opcode, length)
        );

    public static TheoryData<Role, Opcode, int> ControlFrames { get; } =
        new(
            from role in Enum.GetValues<Role>()
            from opcode in new[] { Opcode.Ping, Opcode.Pong }
            from length in new[] { 0, 1, 125 }
            select (role, opcode, length)
        );

    [Theory]
    [MemberData(nameof(WholeFrames))]
    [MemberData(nameof(ControlFrames))]
    public void A_whole_frame_received_puts_nothing_on_the_heap(Role role, Opcode opcode, int length)
    {
        var (state, wire) = (Open(role), Wire(role, final: true, opcode, length));
        Assert.Equal(0, BytesOf(() => Kernel.Receive(state, wire, Lent)));
        Assert.Same(state, Kernel.Receive(state, wire, Lent).Next);
    }

    [Theory]
    [MemberData(nameof(WholeFrames))]
    public void A_whole_message_sent_puts_nothing_on_the_heap(Role role, Opcode opcode, int length)
    {
        var (state, data) = (Open(role), new byte[length]);
        Assert.Equal(0, BytesOf(() => Kernel.Send(state, (MessageKind)opcode, data)));
        Assert.Same(state, Kernel.Send(state, (MessageKind)opcode, data).Next);
    }

    [Theory]
    [MemberData(nameof(ControlFrames))]
    public void A_control_frame_sent_puts_nothing_on_the_heap(Role role, Opcode opcode, int length)
    {
        var (state, data) = (Open(role), new byte[length]);
        Assert.Equal(0, BytesOf(() => opcode == Opcode.Ping ? Kernel.Ping(state, data) : Kernel.Pong(state, data)));
    }

    [Theory]
    [MemberData(nameof(WholeFrames))]
    public void Encoding_into_lent_memory_puts_nothing_on_the_heap(Role role, Opcode opcode, int length)
    {
        var (frame, into) = (new Frame(opcode, Final: true, Rsv1: false, new byte[length]), new byte[length + FrameEncoder.MaxHeaderBytes]);
        Assert.Equal(
            0,
            BytesOf(() => _ = role == Role.Client ? FrameEncoder.Write(frame, new MaskKey(7), into) : FrameEncoder.Write(frame, into))
        );
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void The_start_of_a_header_or_of_a_control_frame_puts_nothing_on_the_heap(Role role)
    {
        var state = Open(role);
        foreach (
            var wire in new[] { Wire(role, final: true, Opcode.Binary, 300)[..3], Wire(role, final: true, Opcode.Ping, 20)[..10], default }
        )
            Assert.Equal(0, BytesOf(() => Kernel.Receive(state, wire, Lent)));
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_step_within_a_message_puts_one_small_state_object_at_most_on_the_heap(Role role)
    {
        var first = Wire(role, final: false, Opcode.Text, 100);
        var within = Kernel.Receive(Open(role), first, Lent).Next;
        IsOneObjectAtMost(() => Kernel.Receive(Open(role), first[..50], Lent));
        IsOneObjectAtMost(() => Kernel.Receive(Open(role), first, Lent));
        IsOneObjectAtMost(() => Kernel.Receive(within, Wire(role, final: false, Opcode.Continuation, 100), Lent));
        IsOneObjectAtMost(() => Kernel.Receive(within, Wire(role, final: true, Opcode.Continuation, 100), Lent));
        IsOneObjectAtMost(() => Kernel.Receive(within, Wire(role, final: false, Opcode.Continuation, 0), Lent));
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_control_frame_between_fragments_puts_nothing_on_the_heap(Role role)
    {
        var within = Kernel.Receive(Open(role), Wire(role, final: false, Opcode.Text, 100), Lent).Next;
        var ping = Wire(role, final: true, Opcode.Ping, 10);
        Assert.Equal(0, BytesOf(() => Kernel.Receive(within, ping, Lent)));
        Assert.Same(within, Kernel.Receive(within, ping, Lent).Next);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_part_sent_puts_one_small_state_object_at_most_on_the_heap(Role role)
    {
        var state = Open(role);
        byte[] cut = [0x61, 0xE2, 0x82], rest = [0xAC];
        foreach (var kind in new[] { MessageKind.Text, MessageKind.Binary })
        {
            var within = Kernel.SendPart(state, kind, cut, final: false).Next;
            IsOneObjectAtMost(() => Kernel.SendPart(state, kind, cut, final: false));
            IsOneObjectAtMost(() => Kernel.SendPart(within, kind, rest, final: false));
            IsOneObjectAtMost(() => Kernel.SendPart(within, kind, rest, final: true));
        }
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void The_keep_alive_puts_one_small_state_object_at_most_on_the_heap(Role role)
    {
        var idle = Kernel.Start(Open(role)).Next;
        var asked = Kernel.Elapsed(idle, TimerKind.KeepAlive).Next;
        IsOneObjectAtMost(() => Kernel.Elapsed(idle, TimerKind.KeepAlive));
        IsOneObjectAtMost(() => Kernel.Receive(asked, Wire(role, final: true, Opcode.Pong, 0), Lent));
    }

    [Fact]
    public void A_timer_that_does_not_run_puts_nothing_on_the_heap()
    {
        var state = Open(Role.Server);
        Assert.Equal(0, BytesOf(() => Kernel.Elapsed(state, TimerKind.Pong)));
    }

    private static Connection Open(Role role) => role == Role.Server ? OpenServer : OpenClient;

    private static Connection OpenServer { get; } = Connection.CreateOpen(Role.Server, Agreement.Plain, Options);

    private static Connection OpenClient { get; } = Connection.CreateOpen(Role.Client, Agreement.Plain, Options);

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<
        (Role Role, bool Final, Opcode Opcode, int Length),
        byte[]
    > Wires = new();

    /// <summary>A frame from the peer, created before the measurement.</summary>
    private static ReadOnlyMemory<byte> Wire(Role to, bool final, Opcode opcode, int length) =>
        Wires.GetOrAdd(
            (to, final, opcode, length),
            static key =>
                new WireFrame(key.Final, 0, (int)key.Opcode, Enumerable.Repeat((byte)'x', key.Length).ToArray())
                {
                    Key = key.Role == Role.Server ? new MaskKey(0x0403_0201) : null,
                }.ToBytes()
        );

    private static void IsOneObjectAtMost(Func<StepResult> step) => Assert.InRange(BytesOf(step), 0, Math.Min(OneObject, StateBytes));

    /// <summary>The size of one state. A step that allocates no more has created one object only.</summary>
    private static long StateBytes { get; } = BytesOf(() => Kernel.Start(OpenServer));

    private static long BytesOf(Action step) => BytesOf(() =>
    {
        step();
        return default;
    });

    private static long BytesOf(Func<StepResult> step)
    {
        // The first rounds load types and fill caches. The runtime may allocate on this thread too, so the smallest of several measurements
        // counts.
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
