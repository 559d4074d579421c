namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 3: Step returns for every reachable state and every input. Bytes that break a rule give one Failed. Misuse gives Refused and the
/// same state.
/// </summary>
public sealed class Law03_Total
{
    [Property]
    public void Whatever_happens_a_connection_fails_once_at_most_and_is_closed_then(Conversation conversation)
    {
        var failed = 0;
        foreach (var (_, _, transition) in StepRun.Steps(conversation.Start, conversation.CutInputs()))
        {
            failed += transition.Effects.Count(effect => effect is Effect.Failed);
            if (failed > 0) Assert.IsType<Phase.Closed>(transition.Next.Phase);
        }

        Assert.InRange(failed, 0, 1);
    }

    [Property]
    public void From_every_state_every_input_returns(Conversation conversation, Conversation other)
    {
        var states = StepRun.Steps(conversation.Start, conversation.CutInputs());
        var at = 0;
        foreach (var input in other.CutInputs().Take(200))
            Protocol.Step(states.Count == 0 ? conversation.Start : states[at++ * 7 % states.Count].Transition.Next, input);
    }

    [Fact]
    public void Without_input_the_kernel_says_that_it_needs_some_and_changes_nothing()
    {
        foreach (var state in Phases.All.Select(state => state with { StepBuffer = StepBuffer.Empty }))
        {
            // A compressed message may have more output.
            if (state.Receiving.Compressed) continue;
            var progress = Kernel.Receive(state, ReadOnlyMemory<byte>.Empty, new byte[4]);
            Assert.Equal((0, StepEvent.Nothing, false), (progress.Consumed, progress.Event, progress.HasReply));
            Assert.Equal(state.Phase is Phase.AwaitingAnswer, progress.AnswerAwaited);
            if (progress.AnswerAwaited) Assert.Equal(0, progress.Needed);
            else Assert.InRange(progress.Needed, 1, 2);
            Assert.Same(state, progress.Next);
        }
    }

    [Fact]
    public void What_is_no_input_is_the_one_thing_that_throws() =>
        Assert.Throws<ArgumentNullException>("input", () => Protocol.Step(Scene.Open(Role.Server).State, null!));

    [Fact]
    public void An_input_whose_type_is_not_of_the_core_throws_and_the_type_is_named()
    {
        var state = Scene.Open(Role.Server).State;
        var foreign = new Foreign(new Input.Start());
        var thrown = Assert.Throws<ArgumentException>("input", () => Protocol.Step(state, foreign));
        Assert.Contains(typeof(Foreign).ToString(), thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("input", () => Protocol.Run(state, foreign, _ => []));
        Assert.Throws<ArgumentException>("input", () =>
            Protocol.Run(Scene.Server().State, new Input.Received(Heads.Of(Heads.RequestLines)), _ => [foreign])
        );
    }

    [Property]
    public void A_frame_that_breaks_a_rule_fails_the_connection_with_the_code_that_the_RFC_names(Breach breach)
    {
        var told = StepRun.Of(breach.Conversation.Start, breach.Conversation.CutInputs());
        var error = Assert.Single(told.Effects.OfType<Effect.Failed>()).Error;
        Assert.Equal((breach.Broken.Code, breach.Broken.Rule), (error.Code, error.Rule));
        var close = told.Outputs.OfType<Output.Framed>().Last().Value;
        Assert.Equal(Opcode.Close, close.Opcode);
        Assert.Equal(breach.Broken.Code, (close.Payload.Memory.Span[0] << 8) | close.Payload.Memory.Span[1]);
        Assert.Equal(1, told.Messages);
    }

    [Property]
    public void A_limit_is_allowed_and_one_more_is_not(LimitEdge edge)
    {
        var told = StepRun.Of(edge.Conversation.Start, edge.Conversation.CutInputs());
        Assert.Equal(
            edge.Over > 0 ? [(edge.Code, "RFC 6455 §10.4")] : [],
            told.Effects.OfType<Effect.Failed>().Select(failed => (failed.Error.Code, failed.Error.Rule))
        );
        if (edge.Conversation.StartsOpen)
            Assert.Equal(edge.Over > 0 ? 0 : 1, told.Messages);
    }

    [Property]
    public void What_may_never_be_asked_for_is_refused_in_every_state(Conversation conversation, Misdeed misdeed)
    {
        foreach (
            var state in StepRun
                .Steps(conversation.Start, conversation.Inputs())
                .Select(step => step.Transition.Next)
                .Prepend(conversation.Start)
        )
        {
            var transition = Protocol.Step(state, misdeed.Input);
            Assert.Same(state, transition.Next);
            Assert.IsType<Effect.Misused>(Assert.Single(transition.Effects));
            Assert.Empty(transition.Outputs);
        }
    }

    [Property]
    public void Misuse_is_refused_and_leaves_the_same_state(Conversation conversation)
    {
        foreach (var (before, _, transition) in StepRun.Steps(conversation.Start, conversation.CutInputs()))
        {
            if (!transition.Effects.Exists(effect => effect is Effect.Misused)) continue;
            Assert.Same(before, transition.Next);
            Assert.Single(transition.Effects);
            Assert.Empty(transition.Outputs);
        }
    }

    [Property]
    public void A_timer_that_does_not_run_changes_nothing(Conversation conversation)
    {
        foreach (var (state, _, _) in StepRun.Steps(conversation.Start, conversation.CutInputs()))
        {
            foreach (var timer in Enum.GetValues<TimerKind>())
            {
                if (timer == state.Timer && timer != TimerKind.None) continue;
                var transition = Protocol.Step(state, new Input.Elapsed(timer));
                Assert.Same(state, transition.Next);
                Assert.Empty(transition.Effects);
                Assert.Empty(transition.Outputs);
            }
        }
    }

    [Property]
    public void The_timer_that_a_state_names_is_the_one_that_its_effects_started(Conversation conversation)
    {
        var running = TimerKind.None;
        foreach (var (_, _, transition) in StepRun.Steps(conversation.Start, conversation.CutInputs()))
        {
            foreach (var effect in transition.Effects)
                running = effect is Effect.StartTimer start ? start.Timer : effect is Effect.CancelTimer ? TimerKind.None : running;
            Assert.Equal(running, transition.Next.Timer);
        }
    }

    /// <summary>C# requires a protected copy constructor in the abstract record, so a type like this one can be declared.</summary>
    private sealed record Foreign(Input Other) : Input(Other);
}
