namespace Pure.WebSockets.Properties;

/// <summary>Law 10: writing the state to bytes and reading it back anywhere in a run changes nothing after; damaged bytes are refused as a value.</summary>
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
        }

        Assert.Equal(StepRun.Of(conversation.Start, conversation.CutInputs()), recording.ToTold(Resumed(state)));
    }

    [Property]
    public void Saving_and_resuming_within_the_handshake_changes_nothing(Opening opening) => Saving_and_resuming_between_all_steps_changes_nothing(opening.Conversation);

    [Property]
    public void Resting_between_all_steps_changes_nothing(Conversation conversation)
    {
        var inputs = conversation.CutInputs();
        var rested = inputs.SelectMany(input => new[] { new Input.Rest(), input }).Append(new Input.Rest());
        Assert.Equal(StepRun.Of(conversation.Start, inputs), StepRun.Of(conversation.Start, rested));
        Assert.Equal(StepRun.Of(conversation.Start, inputs), KernelRun.Of(conversation.Start, rested, conversation.Lent));
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
        // Its bytes could never be taken: a step would not return.
        var state = Phases.All.First(one => one.Inflation?.State.Phase == phase);
        Assert.True(Snapshot.Read(Snapshot.Write(state)).IsRight);
        Assert.True(Snapshot.Read(Snapshot.Write(state with { Inflation = state.Inflation! with { State = state.Inflation.State with { BitCount = 1 } } })).IsLeft);
    }

    private static Connection Resumed(Connection state) => Snapshot.Read(Snapshot.Write(state)).Match(Right: read => read, Left: error => throw new InvalidOperationException(error.Why));
}
