namespace Pure.WebSockets.Properties;

/// <summary>Law 6: a closed connection outputs nothing. At most one close frame is sent. Only pongs that answer pings follow it.</summary>
public sealed class Law06_Silence
{
    // If an upgrade request is not answered, input after it waits, and so does the end of the stream. The rejection ends that wait.
    private static readonly Input[] End = [new Input.EndOfStream(), new Input.Reject(Rejection.WithStatus(403))];

    [Property]
    public void Nothing_follows_the_one_close_frame_but_an_answer_to_each_ping(Conversation conversation)
    {
        var closing = false;
        foreach (var (_, _, transition) in StepRun.Steps(conversation.Start, conversation.CutInputs()))
        {
            var frames = transition.Outputs.OfType<Output.Framed>().Select(output => output.Value).ToList();
            if (!closing)
            {
                var close = frames.FindIndex(frame => frame.Opcode == Opcode.Close);
                closing = close >= 0;
                frames.RemoveRange(0, closing ? close + 1 : frames.Count);
            }

            // The step that sends the close frame may answer pings before it. A connection that failed, or that answered a close frame,
            // reads nothing more.
            Assert.All(frames, frame => Assert.Equal(Opcode.Pong, frame.Opcode));
            Assert.InRange(frames.Count, 0, transition.Effects.Count(effect => effect is Effect.PingReceived));
        }
    }

    [Property]
    public void Each_ping_that_is_told_is_answered_with_its_data_in_order(Conversation conversation)
    {
        foreach (var (_, input, transition) in StepRun.Steps(conversation.Start, conversation.CutInputs()))
        {
            if (input is Input.Received)
                Assert.Equal(
                    transition.Effects.OfType<Effect.PingReceived>().Select(ping => ping.Data),
                    transition
                        .Outputs.OfType<Output.Framed>()
                        .Where(output => output.Value.Opcode == Opcode.Pong)
                        .Select(output => output.Value.Payload)
                );
        }
    }

    [Property]
    public void A_closed_connection_says_nothing_and_stays_what_it_is(Conversation conversation, Conversation afterwards)
    {
        var end = StepRun.Of(conversation.Start, conversation.CutInputs().Concat(End)).State;
        Assert.IsType<Phase.Closed>(end.Phase);
        foreach (var input in afterwards.CutInputs())
        {
            var transition = Protocol.Step(end, input);
            Assert.Same(end, transition.Next);
            Assert.Empty(transition.Outputs);
            Assert.All(transition.Effects, effect => Assert.IsType<Effect.Misused>(effect));
        }
    }

    [Property]
    public void The_end_is_told_once_and_last(Conversation conversation)
    {
        var effects = StepRun
            .Steps(conversation.Start, conversation.CutInputs().Concat(End))
            .SelectMany(step => step.Transition.Effects)
            .Where(effect => effect is not Effect.Misused)
            .ToArray();
        Assert.Single(effects.OfType<Effect.CloseTransport>());
        Assert.IsType<Effect.CloseTransport>(effects[^1]);
    }
}
