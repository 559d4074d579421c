namespace Pure.WebSockets.Properties;

/// <summary>Law 6: a closed connection outputs nothing; one close frame is sent at most; nothing follows it.</summary>
public sealed class Law06_Silence
{
    [Property]
    public void Nothing_follows_the_one_close_frame(Conversation conversation)
    {
        var frames = StepRun.Of(conversation.Start, conversation.CutInputs()).Outputs.OfType<Output.Framed>().ToArray();
        var close = Array.FindIndex(frames, frame => frame.Value.Opcode == Opcode.Close);
        if (close >= 0) Assert.Equal(frames.Length - 1, close);
    }

    [Property]
    public void A_closed_connection_says_nothing_and_stays_what_it_is(Conversation conversation, Conversation afterwards)
    {
        var end = StepRun.Of(conversation.Start, conversation.CutInputs().Append(new Input.EndOfStream())).State;
        Assert.IsType<Phase.Closed>(end.Phase);
        foreach (var input in afterwards.CutInputs())
        {
            var transition = Protocol.Step(end, input);
            Assert.Same(end, transition.Next);
            Assert.Empty(transition.Outputs);
            Assert.All(transition.Effects, effect => Assert.IsType<Effect.Refused>(effect));
        }
    }

    [Property]
    public void The_end_is_told_once_and_last(Conversation conversation)
    {
        var effects = StepRun.Steps(conversation.Start, conversation.CutInputs().Append(new Input.EndOfStream())).SelectMany(step => step.Transition.Effects).Where(effect => effect is not Effect.Refused).ToArray();
        Assert.Single(effects.OfType<Effect.CloseTransport>());
        Assert.IsType<Effect.CloseTransport>(effects[^1]);
    }
}
