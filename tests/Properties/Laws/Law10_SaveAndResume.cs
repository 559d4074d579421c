using System.Globalization;
using System.Reflection;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 10: writing the state to bytes and reading it back, anywhere in a run, changes nothing afterwards. Damaged bytes are rejected as a
/// value.
/// </summary>
public sealed class Law10_SaveAndResume
{
    [Property]
    public void Saving_and_resuming_between_all_steps_changes_nothing(Conversation conversation)
    {
        var recording = new Recording();
        var state = conversation.Start;
        foreach (var input in conversation.CutInputs())
        {
            var resumed = Resumed(state);
            Assert.Equal(state, resumed);
            var transition = Protocol.Step(resumed, input);
            recording.Add(transition);
            state = transition.Next;
            while (transition.InputWaits)
            {
                resumed = Resumed(state);
                Assert.Equal((state, true), (resumed, resumed.InputWaits));
                transition = Protocol.Step(resumed, new Input.Continue());
                recording.Add(transition);
                state = transition.Next;
            }
        }

        Assert.Equal(StepRun.Of(conversation.Start, conversation.CutInputs()), recording.ToTold(Resumed(state)));
    }

    [Property]
    public void Saving_and_resuming_within_the_handshake_changes_nothing(Opening opening) =>
        Saving_and_resuming_between_all_steps_changes_nothing(opening.Conversation);

    [Property]
    public void Resting_between_all_steps_changes_nothing(Conversation conversation)
    {
        var inputs = conversation.CutInputs();
        var rested = inputs.SelectMany(input => new[] { new Input.Compact(), input }).Append(new Input.Compact());
        Assert.Equal(StepRun.Of(conversation.Start, inputs), StepRun.Of(conversation.Start, rested));
        Assert.Equal(StepRun.Of(conversation.Start, inputs), KernelRun.Of(conversation.Start, rested, conversation.Lent));
    }

    [Fact]
    public void Every_option_is_a_part_of_the_snapshot()
    {
        foreach (var option in Writable<Limits>())
        {
            var limits = new Limits();
            var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
            option.SetValue(limits, Convert.ChangeType(7, type, CultureInfo.InvariantCulture));
            Check(option, new ConnectionOptions { Limits = limits });
        }

        foreach (var option in Writable<ConnectionOptions>().Where(option => option.PropertyType != typeof(Limits)))
        {
            var options = new ConnectionOptions();
            option.SetValue(options, Other(option.GetValue(options)));
            Check(option, options);
        }

        static IEnumerable<PropertyInfo> Writable<T>() => typeof(T).GetProperties().Where(option => option.CanWrite);

        static object Other(object? value) => value switch
        {
            bool flag => !flag,
            TimeSpan time => time + TimeSpan.FromSeconds(1),
            Delivery delivery => delivery == Delivery.Whole ? Delivery.Pieces : Delivery.Whole,
            Option<CompressionOptions> => Option<CompressionOptions>.Some(CompressionOptions.Default),
            _ => throw new InvalidOperationException($"this test must learn to change a value such as {value}"),
        };

        static void Check(PropertyInfo option, ConnectionOptions options) =>
            Assert.True(
                Resumed(Connection.Server(options)).Options == options,
                $"Snapshots/ConnectionFormat.cs does not write or does not read {option.DeclaringType?.Name}.{option.Name}"
            );
    }

    [Property]
    public void Damaged_bytes_are_refused_as_a_value(Conversation conversation, int place, byte damage)
    {
        var written = Snapshot.Write(StepRun.Of(conversation.Start, conversation.CutInputs()).State).ToArray();
        var at = (int)((uint)place % written.Length);
        Assert.True(Snapshot.Read(written[..at]).IsLeft);
        Assert.True(Snapshot.Read((byte[])[.. written, damage]).IsLeft);
        Assert.True(Snapshot.Read((byte[])[.. written[..at], .. written[(at + 1)..]]).IsLeft);
        var changed = written.ToArray();
        changed[at] ^= (byte)(damage | 1);
        Assert.True(Snapshot.Read(changed).IsLeft);
    }

    [Property]
    public void Bytes_forged_with_a_fitting_checksum_never_make_a_read_or_a_later_step_throw(Conversation conversation, int seed)
    {
        var random = new Random(seed);
        var steps = StepRun.Steps(conversation.Start, conversation.CutInputs());
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var state = steps.Count == 0 ? conversation.Start : steps[random.Next(steps.Count)].Transition.Next;
            Snapshot.Read(Forgery.Of(Snapshot.Write(state).ToArray(), random)).IfRight(read =>
            {
                Snapshot.Write(read);
                foreach (var timer in Enum.GetValues<TimerKind>()) Protocol.Step(read, new Input.Elapsed(timer));
                StepRun.Of(read, conversation.CutInputs().Take(100));
                KernelRun.Of(read, conversation.Inputs(), conversation.Lent);
            });
        }
    }

    [Theory]
    [InlineData(nameof(InflaterPhase.StoredLength))]
    [InlineData(nameof(InflaterPhase.Stored))]
    public void A_stored_block_that_begins_within_a_byte_is_refused(string within)
    {
        var phase = Enum.Parse<InflaterPhase>(within);
        // Such bytes could never be consumed, and a step would not return.
        var state = Phases.All.First(one => one.Inflation?.State.Phase == phase);
        Assert.True(Snapshot.Read(Snapshot.Write(state)).IsRight);
        Assert.True(
            Snapshot
                .Read(
                    Snapshot.Write(state with { Inflation = state.Inflation! with { State = state.Inflation.State with { BitCount = 1 } } })
                )
                .IsLeft
        );
    }

    [Fact]
    public void A_part_of_a_block_that_could_not_be_gone_on_with_is_refused()
    {
        Check(InflaterPhase.BlockHeader, (state, bad) => state with { BitCount = 3, Bits = bad ? 8u : 7u });
        Check(InflaterPhase.BlockHeader, (state, bad) => state with { BitCount = bad ? 64 : 63 });
        Check(InflaterPhase.BlockHeader, (state, bad) => state with { Lengths = new byte[bad ? 1 : 0] });
        Check(InflaterPhase.BlockHeader, (state, bad) => state with { Codes = bad ? BlockCodes.Fixed : null });
        Check(InflaterPhase.StoredLength, (state, bad) => state with { BitCount = bad ? 7 : 8, Bits = 0 });
        Check(InflaterPhase.Stored, (state, bad) => state with { BitCount = bad ? 1 : 16, Bits = 0 });
        Check(InflaterPhase.Stored, (state, bad) => state with { Remaining = bad ? 65_536 : 65_535 });
        Check(InflaterPhase.Precode, (state, bad) => state with { PrecodeCodes = bad ? 20 : 19, Lengths = default });
        Check(InflaterPhase.Precode, (state, bad) => state with { PrecodeCodes = 4, Lengths = new byte[bad ? 4 : 3] });
        Check(InflaterPhase.Precode, (state, bad) => state with { PrecodeCodes = 4, Lengths = new byte[] { (byte)(bad ? 16 : 15) } });
        Check(
            InflaterPhase.CodeLengths,
            (state, bad) => state with { LiteralCodes = bad ? 256 : 257, DistanceCodes = 1, Lengths = new byte[19] }
        );
        Check(
            InflaterPhase.CodeLengths,
            (state, bad) => state with { LiteralCodes = bad ? 287 : 286, DistanceCodes = 1, Lengths = new byte[19] }
        );
        Check(
            InflaterPhase.CodeLengths,
            (state, bad) => state with { LiteralCodes = 257, DistanceCodes = bad ? 0 : 1, Lengths = new byte[19] }
        );
        Check(
            InflaterPhase.CodeLengths,
            (state, bad) => state with { LiteralCodes = 257, DistanceCodes = bad ? 31 : 30, Lengths = new byte[19] }
        );
        Check(
            InflaterPhase.CodeLengths,
            (state, bad) => state with { LiteralCodes = 257, DistanceCodes = 1, Lengths = new byte[bad ? 18 : 19] }
        );
        Check(
            InflaterPhase.CodeLengths,
            (state, bad) => state with { LiteralCodes = 257, DistanceCodes = 1, Lengths = new byte[19 + 257 + (bad ? 1 : 0)] }
        );
        Check(
            InflaterPhase.CodeLengths,
            (state, bad) => state with { LiteralCodes = 257, DistanceCodes = 1, Lengths = (byte[])[.. new byte[18], (byte)(bad ? 8 : 7)] }
        );
        Check(
            InflaterPhase.CodeLengths,
            (state, bad) => state with { LiteralCodes = 257, DistanceCodes = 1, Lengths = (byte[])[.. new byte[19], (byte)(bad ? 16 : 15)] }
        );
        Check(InflaterPhase.Symbols, (state, bad) => state with { Codes = bad ? null : BlockCodes.Fixed });
        Check(InflaterPhase.Match, (state, bad) => state with { Codes = bad ? null : BlockCodes.Fixed });
        Check(InflaterPhase.Match, (state, bad) => state with { Distance = bad ? 0 : 1 });
        Check(InflaterPhase.Match, (state, bad) => state with { Remaining = bad ? 0 : 1 });
        Check(InflaterPhase.Match, (state, bad) => state with { Remaining = bad ? 259 : 258 });
        foreach (var phase in Enum.GetValues<InflaterPhase>())
        {
            var within = Phases.All.First(one => one.Inflation?.State.Phase == phase);
            Check(phase, (state, bad) => state with { Distance = within.Inflation!.Window.Length + (bad ? 1 : 0) });
            foreach (var bad in new[] { false, true })
            {
                Assert.Equal(bad, IsRefused(within with { Inflation = within.Inflation! with { TailTaken = bad ? 5 : 4 } }));
                Assert.Equal(
                    bad,
                    IsRefused(within with { Inflation = within.Inflation! with { Inflated = within.Options.Limits.Plain + (bad ? 1 : 0) } })
                );
                Assert.Equal(
                    bad,
                    IsRefused(within with { Inflation = within.Inflation! with { Window = Filled(within.Inflation.WindowBits, bad) } })
                );
                Assert.Equal(bad, IsRefused(within with { Deflation = within.Deflation!.With(Filled(within.Deflation.WindowBits, bad)) }));
            }
        }

        static Window Filled(int windowBits, bool bad) => Window.Of(new byte[WindowSize.Of(windowBits) + (bad ? 1 : 0)]);

        static void Check(InflaterPhase phase, Func<InflaterState, bool, InflaterState> change)
        {
            var within = Phases.All.First(one => one.Inflation?.State.Phase == phase);
            foreach (var bad in new[] { false, true })
                Assert.Equal(
                    (phase, bad),
                    (phase, IsRefused(within with { Inflation = within.Inflation! with { State = change(within.Inflation.State, bad) } }))
                );
        }
    }

    [Fact]
    public void A_context_that_was_not_agreed_to_is_refused()
    {
        var (plain, compressed) = (Scene.Open(Role.Server).State, Agreed.Open(Role.Server).State);
        Assert.True(IsRefused(plain with { Deflation = compressed.Deflation }));
        Assert.True(IsRefused(plain with { Inflation = compressed.Inflation }));
        Assert.False(IsRefused(compressed));
    }

    [Fact]
    public void What_makes_a_snapshot_unreadable_is_told()
    {
        var written = Snapshot.Write(Scene.Open(Role.Server).State).ToArray();
        var otherVersion = written.ToArray();
        otherVersion[SnapshotWriter.Mark.Length]++;
        var other = written.ToArray();
        other[0]++;
        var damaged = written.ToArray();
        damaged[10]++;
        var longer = Forgery.Sealed([.. written.AsSpan(0, written.Length - Forgery.ChecksumBytes), 0, .. new byte[Forgery.ChecksumBytes]]);
        Assert.Equal("the bytes do not begin with the mark of a snapshot", Why(other));
        Assert.Equal("the bytes do not begin with the mark of a snapshot", Why([]));
        Assert.Equal(
            $"the snapshot has version {Snapshot.Version + 1}, but this library reads versions {Snapshot.OldestVersion} to "
                + $"{Snapshot.Version}",
            Why(otherVersion)
        );
        Assert.Equal("the checksum does not match, because the bytes are damaged or incomplete", Why(damaged));
        Assert.Equal("the checksum does not match, because the bytes are damaged or incomplete", Why(written[..^1]));
        Assert.Equal(
            $"the bytes are not a valid state (reading stopped at byte {written.Length - Forgery.ChecksumBytes})",
            Why(longer)
        );

        static string Why(byte[] bytes) => Snapshot.Read(bytes).Match(Right: _ => "", Left: error => error.Why);
    }

    [Theory, MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_connection_that_closes_is_saved_as_it_is(Role role)
    {
        var ours = Scene.Open(role).Then(new Input.Close(new CloseStatus(3001, "ours")));
        Scene[] closing =
        [
            ours,
            Scene.Open(role).ReceivesClose(3002, "theirs"),
            ours.ReceivesClose(3002, "theirs"),
            Scene.Open(role).Then(new Input.Close(CloseStatus.None)),
        ];
        Assert.All(closing, scene => Assert.Equal(scene.State, Resumed(scene.State)));
        Assert.Contains(closing, scene => scene.State.Phase is Phase.Closing { Theirs.IsSome: false });
        if (role == Role.Client)
            Assert.Contains(closing, scene => scene.State.Phase is Phase.Closing { Theirs.IsSome: true, First: Side.Theirs });
    }

    [Theory, MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_start_after_the_resumption_starts_the_timer_that_ran_and_a_silent_peer_keeps_nothing_open(Role role)
    {
        var options = new ConnectionOptions
        {
            KeepAliveInterval = TimeSpan.FromSeconds(7),
            PongTimeout = TimeSpan.FromSeconds(3),
            ClosingHandshakeTimeout = TimeSpan.FromSeconds(5),
        };
        var open = Scene.Open(role, options).Then(new Input.Start());
        Check(open.Then(new Input.Elapsed(TimerKind.KeepAlive)), TimerKind.Pong, options.PongTimeout);
        Check(open.Then(new Input.Close(CloseStatus.None)), TimerKind.ClosingHandshake, options.ClosingHandshakeTimeout);
        if (role == Role.Client) Check(open.ReceivesClose(1000), TimerKind.TransportEnd, options.ClosingHandshakeTimeout);

        static void Check(Scene before, TimerKind timer, TimeSpan after)
        {
            var started = Scene.Of(Resumed(before.State)).Then(new Input.Start());
            Assert.Equal<Effect>([new Effect.StartTimer(timer, after)], started.Effects);
            Assert.Empty(started.Outputs);
            Assert.Equal(before.State, started.State);
            Assert.IsType<Phase.Closed>(started.Then(new Input.Elapsed(timer)).State.Phase);
        }
    }

    [Fact]
    public void A_start_without_a_time_limit_starts_no_timer_in_the_closing_phase()
    {
        var scene = Scene
            .Open(Role.Client, new ConnectionOptions { ClosingHandshakeTimeout = TimeSpan.Zero })
            .Then(new Input.Close(CloseStatus.None))
            .Then(new Input.Start());
        Assert.Empty(scene.Effects);
        Assert.Equal(TimerKind.None, scene.State.Timer);
    }

    private static bool IsRefused(Connection state) => Snapshot.Read(Snapshot.Write(state)).IsLeft;

    private static Connection Resumed(Connection state) =>
        Snapshot.Read(Snapshot.Write(state)).Match(Right: read => read, Left: error => throw new InvalidOperationException(error.Why));
}
