namespace Pure.WebSockets.Properties;

/// <summary>The record form by examples: where a step stops, what waits, and what is rejected (law 13).</summary>
public sealed class InputThatWaits
{
    public static TheoryData<Role> Roles => Scene.Roles;

    [Theory, MemberData(nameof(Roles))]
    public void A_step_stops_after_each_effect_that_may_be_answered_and_says_so(Role role)
    {
        var step = Protocol.Step(
            Scene.Open(role).State,
            Received(role, Frame(1, "one"), Frame(9, "ping"), Frame(10, "pong"), Frame(2, "two"), Frame(8, ""))
        );
        string[] told = ["Message 0 True", "PingReceived 1 True", "PongReceived 0 True", "Message 0 True", "CloseReceived 1 False"];
        foreach (var expected in told)
        {
            Assert.Equal(expected, $"{step.Effects[0].GetType().Name} {step.Outputs.Count} {step.InputWaits}");
            Assert.Equal(step.InputWaits, step.Next.InputWaits);
            step = Protocol.Step(step.Next, new Input.Continue());
        }

        Assert.Equal((0, 0, false), (step.Effects.Count, step.Outputs.Count, step.InputWaits));
    }

    [Theory, MemberData(nameof(Roles))]
    public void Each_piece_may_be_answered_where_pieces_are_handed_on(Role role)
    {
        var pieces = Scene.Open(role, new ConnectionOptions { Delivery = Delivery.Pieces }).State;
        var step = Protocol.Step(pieces, Received(role, Frame(1, "on", final: false), Frame(0, "e")));
        Assert.Equal(("on", true), (Assert.IsType<Effect.MessagePiece>(Assert.Single(step.Effects)).Data.ToText(), step.InputWaits));
        step = Protocol.Step(step.Next, new Input.Continue());
        Assert.Equal(("e", false), (Assert.IsType<Effect.MessagePiece>(Assert.Single(step.Effects)).Data.ToText(), step.InputWaits));
    }

    [Theory, MemberData(nameof(Roles))]
    public void Going_on_where_nothing_waits_changes_nothing(Role role)
    {
        foreach (
            var state in new[]
            {
                Scene.Open(role).State,
                Scene.Open(role).Receives(0x81).State,
                Scene.Open(role).Receives(Opcode.Text, "a", final: false).State,
            }
        )
            Assert.Equal(
                new Transition(state, Seq<Output>.Empty, Seq<Effect>.Empty, InputWaits: false),
                Protocol.Step(state, new Input.Continue())
            );
    }

    /// <summary>The frames that are sent if more input follows the message in the same read: the echo is first.</summary>
    [Theory]
    [InlineData("a close frame", "Text, Close")]
    [InlineData("a violation", "Text, Close")]
    [InlineData("the end", "Text")]
    [InlineData("a ping and a close frame", "Text, Pong, Close")]
    public void An_answer_is_not_lost_to_what_came_with_the_message(string follows, string sent)
    {
        foreach (var role in new[] { Role.Server, Role.Client })
        {
            WireFrame[] after = follows switch
            {
                "a close frame" => [Frame(8, "")],
                "a violation" => [Frame(3, "")],
                "a ping and a close frame" => [Frame(9, "p"), Frame(8, "")],
                _ => [Frame(10, "")],
            };
            var step = Protocol.Step(Scene.Open(role).State, Received(role, [Frame(1, "one"), .. after]));
            if (follows == "the end") step = Protocol.Step(step.Next, new Input.EndOfStream());
            Assert.True(step.InputWaits);
            var sending = Protocol.Step(step.Next, Input.Send.Text("one"));
            Assert.True(sending.InputWaits);
            var rest = Protocol.Run(sending.Next, new Input.Continue(), static _ => []);
            Assert.Equal(
                sent,
                string.Join(", ", (sending.Outputs + rest.Outputs).OfType<Output.Framed>().Select(output => output.Value.Opcode))
            );
            Assert.DoesNotContain(sending.Effects, effect => effect is Effect.Misused);
            Assert.IsNotType<Phase.Open>(rest.Next.Phase);
        }
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_timer_whose_time_is_over_while_the_pong_waits_fails_nothing(Role role)
    {
        var asked = Scene.Open(role).Then(new Input.Start()).Then(new Input.Elapsed(TimerKind.KeepAlive)).State;
        var waiting = Protocol.Step(asked, Received(role, Frame(1, "one"), Frame(10, ""))).Next;
        var over = Protocol.Step(waiting, new Input.Elapsed(TimerKind.Pong));
        Assert.Equal((0, 0, true, TimerKind.Pong), (over.Effects.Count, over.Outputs.Count, over.InputWaits, over.Next.Timer));
        Assert.Same(over.Next, Protocol.Step(over.Next, new Input.Elapsed(TimerKind.Pong)).Next);
        var gone = Protocol.Run(over.Next, new Input.Continue(), static _ => []);
        Assert.Contains(gone.Effects, effect => effect is Effect.PongReceived);
        Assert.IsType<Phase.Open>(gone.Next.Phase);
        Assert.Equal(TimerKind.KeepAlive, gone.Next.Timer);
    }

    [Theory, MemberData(nameof(Roles))]
    public void Where_no_pong_waited_the_time_that_was_over_counts_after_the_rest(Role role)
    {
        var asked = Scene.Open(role).Then(new Input.Start()).Then(new Input.Elapsed(TimerKind.KeepAlive)).State;
        var waiting = Protocol.Step(asked, Received(role, Frame(1, "one"), Frame(1, "two"))).Next;
        var over = Protocol.Step(waiting, new Input.Elapsed(TimerKind.Pong)).Next;
        var (next, outputs, effects, _) = Protocol.Run(
            over,
            new Input.Continue(),
            static effect => effect is Effect.Message ? [Input.Send.Text("answer")] : []
        );
        Assert.Equal([Opcode.Text, Opcode.Close], outputs.OfType<Output.Framed>().Select(output => output.Value.Opcode));
        Assert.Equal("RFC 6455 §5.5.2", Assert.Single(effects.OfType<Effect.Failed>()).Error.Rule);
        Assert.IsType<Phase.Closed>(next.Phase);
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_timer_that_our_own_side_started_anew_meanwhile_is_not_over(Role role)
    {
        var started = Scene.Open(role).Then(new Input.Start()).State;
        var over = Protocol
            .Step(Protocol.Step(started, Received(role, Frame(1, "one"), Frame(1, "two"))).Next, new Input.Elapsed(TimerKind.KeepAlive))
            .Next;
        var anew = Protocol.Step(over, new Input.Start()).Next;
        Assert.DoesNotContain(
            Protocol.Run(anew, new Input.Continue(), static _ => []).Outputs,
            output => output is Output.Framed(var frame) && frame.Opcode == Opcode.Ping
        );
        Assert.Contains(
            Protocol.Run(over, new Input.Continue(), static _ => []).Outputs,
            output => output is Output.Framed(var frame) && frame.Opcode == Opcode.Ping
        );
    }

    [Theory, MemberData(nameof(Roles))]
    public void What_comes_while_input_waits_is_put_after_it_up_to_a_bound_and_then_refused(Role role)
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxMessageBytes = 100_000 } };
        var state = Protocol.Step(Scene.Open(role, options).State, Received(role, Frame(1, "one"), Frame(1, "two"))).Next;
        var filling = new byte[10_000];
        var taken = 0;
        while (true)
        {
            var step = Protocol.Step(state, new Input.Received(filling));
            Assert.Equal(0, step.Outputs.Count);
            Assert.True(step.InputWaits);
            if (step.Effects.Count > 0)
            {
                Assert.Equal("RFC 6455 §10.4", Assert.IsType<Effect.Misused>(Assert.Single(step.Effects)).Misuse.Rule);
                Assert.Same(state, step.Next);
                break;
            }

            state = step.Next;
            taken += filling.Length;
        }

        Assert.InRange(state.StepBuffer.Length, 100_000 - filling.Length, 100_000);
        Assert.Equal(taken, state.StepBuffer.QueuedInput.Length);
    }

    [Fact]
    public void Input_that_comes_a_byte_at_a_time_while_some_waits_is_not_copied_each_time()
    {
        var (state, one) = (
            Protocol.Step(Scene.Open(Role.Client).State, Received(Role.Client, Frame(1, "one"), Frame(1, "two"))).Next,
            new Input.Received((byte[])[0x89])
        );
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 20_000; count++) state = Protocol.Step(state, one).Next;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000 * 500);
    }

    [Fact]
    public void A_request_that_awaits_its_answer_leaves_nothing_to_go_on_with()
    {
        byte[] wire = [.. Heads.Of(Heads.RequestLines), .. Wire(Role.Server, Frame(1, "early"))];
        var asked = Protocol.Step(Scene.Server().State, new Input.Received(wire));
        Assert.Equal((1, false), (asked.Effects.Count(effect => effect is Effect.UpgradeRequested), asked.InputWaits));
        Assert.Same(asked.Next, Protocol.Step(asked.Next, new Input.Continue()).Next);
        var ended = Protocol.Step(
            Protocol.Step(asked.Next, new Input.Received(Wire(Role.Server, Frame(1, "later")))).Next,
            new Input.EndOfStream()
        );
        Assert.Equal((0, false), (ended.Effects.Count, ended.InputWaits));

        var accepted = Protocol.Step(ended.Next, new Input.Accept(Acceptance.Plain));
        Assert.True(accepted.InputWaits);
        var (next, outputs, effects, _) = Protocol.Run(
            accepted.Next,
            new Input.Continue(),
            static effect => effect is Effect.Message(var kind, var data) ? [new Input.Send(kind, data)] : []
        );
        Assert.Equal(["early", "later"], outputs.OfType<Output.Framed>().Select(output => output.Value.Payload.ToText()));
        Assert.IsType<Effect.CloseTransport>(effects.Last);
        Assert.IsType<Phase.Closed>(next.Phase);

        // Run leaves it unanswered too, and does not loop.
        Assert.IsType<Phase.AwaitingAnswer>(
            Protocol.Run(Scene.Server().State, new Input.Received(wire), static _ => []).Next.Phase
        );
    }

    [Fact]
    public void What_came_with_a_rejected_request_is_thrown_away()
    {
        var asked = Protocol.Step(Scene.Server().State, new Input.Received((byte[])[.. Heads.Of(Heads.RequestLines), 0x81, 0xFF]));
        var rejected = Protocol.Step(asked.Next, new Input.Reject(Rejection.WithStatus(403)));
        Assert.False(rejected.InputWaits);
        Assert.Same(StepBuffer.Empty, rejected.Next.StepBuffer);
        Assert.DoesNotContain(rejected.Effects, effect => effect is Effect.Failed);
    }

    [Theory, MemberData(nameof(Roles))]
    public void The_kernel_refuses_a_state_that_holds_input_and_loses_none_of_it(Role role)
    {
        Connection[] holding =
        [
            Protocol.Step(Scene.Open(role).Then(new Input.Start()).State, Received(role, Frame(1, "one"), Frame(1, "two"))).Next,
            Scene.Open(role).Then(new Input.Start()).Receives(0x81).State,
            Scene.Open(role).Then(new Input.Start()).Receives(Opcode.Text, "half", final: false).State,
        ];
        foreach (
            var state in holding.Concat(
                holding.Select(state => Snapshot.Read(Snapshot.Write(state)).IfLeft(() => throw new InvalidOperationException()))
            )
        )
        {
            var wire = Wire(role, Frame(1, "three"));
            var received = Kernel.Receive(state, wire, new byte[100]);

            // A loop that continues while it makes progress, or until it has what it needs, ends.
            Assert.Equal((0, int.MaxValue), (received.Consumed, received.Needed));
            foreach (var progress in new[] { received, Kernel.EndOfStream(state), Kernel.Elapsed(state, state.Timer) })
            {
                Assert.Same(state, progress.Next);
                Assert.Contains(
                    "Protocol.Step",
                    Assert.IsType<Effect.Misused>(Assert.Single(progress.Lifecycle)).Misuse.Why,
                    StringComparison.Ordinal
                );
            }

            Assert.Equal(StepEvent.Nothing, Kernel.Elapsed(state, TimerKind.TransportEnd).Event);

            // This side may send through either form.
            Assert.True(Kernel.Send(state, MessageKind.Binary, wire).Event == StepEvent.Nothing);
        }
    }

    [Theory, MemberData(nameof(Roles))]
    public void A_message_whose_first_pieces_the_kernel_delivered_is_not_joined_without_them(Role role)
    {
        foreach (var compressed in new[] { false, true })
        {
            var open = compressed ? Agreed.Open(role).State : Scene.Open(role).State;
            WireFrame[] frames = compressed
                ?
                [
                    new WireFrame(Final: false, 4, 1, (byte[])[0xf2, 0x48, 0xcd, 0xc9]),
                    new WireFrame(Final: true, 0, 0, (byte[])[0xc9, 0x07, 0x00]),
                ]
                : [Frame(1, "Hel", final: false), Frame(0, "lo")];
            var within = Kernel.Receive(open, Wire(role, frames[0]), new byte[100]).Next;
            var step = Protocol.Step(within, Received(role, frames[1]));
            Assert.Same(within, step.Next);
            Assert.Contains("pieces", Assert.IsType<Effect.Misused>(Assert.Single(step.Effects)).Misuse.Why, StringComparison.Ordinal);
            Assert.Equal("lo", Kernel.Receive(within, Wire(role, frames[1]), new byte[100]).Payload.Length > 0 ? "lo" : "");
        }
    }

    [Fact]
    public void A_snapshot_of_the_first_version_is_read()
    {
        // The same state as version 1 wrote it: without the number of header fields, and without waiting input.
        var state = Scene.Open(Role.Client).Receives(Opcode.Text, "half", final: false).Receives(0x89).State;
        var written = Snapshot.Write(state).ToArray();
        var message = Array.FindLastIndex(written, written.Length - 1 - Forgery.ChecksumBytes, octet => octet == (byte)'f');
        var fields = SnapshotWriter.Mark.Length + 2 + (5 * sizeof(long));
        byte[] first = [.. written[..fields], .. written[(fields + sizeof(long))..(message + 1)], .. written[(message + 4)..]];
        first[SnapshotWriter.Mark.Length] = 1;
        Assert.Equal(
            state,
            Snapshot
                .Read(Forgery.Sealed(first))
                .IfLeft(error => throw new InvalidOperationException(
                    $"{error.Why}. If version {Snapshot.Version} writes more than version 2, then this test must cut that out too."
                ))
        );
        first[SnapshotWriter.Mark.Length] = 0;
        Assert.True(Snapshot.Read(Forgery.Sealed(first)).IsLeft);
    }

    private static Input.Received Received(Role role, params WireFrame[] frames) => new(Wire(role, frames));

    private static byte[] Wire(Role role, params WireFrame[] frames) =>
        [.. frames.SelectMany(frame => (role == Role.Server ? frame with { Key = new MaskKey(0x0403_0201) } : frame).ToBytes())];

    private static WireFrame Frame(int opcode, string payload, bool final = true) => new(final, 0, opcode, ByteString.FromText(payload));
}
