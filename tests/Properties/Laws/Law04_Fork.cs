namespace Pure.WebSockets.Properties;

/// <summary>Law 4: stepping an old state again gives the same result as before, whatever happened to its successors.</summary>
public sealed class Law04_Fork
{
    [Property]
    public void Stepping_old_states_again_gives_the_same_again(Conversation conversation)
    {
        var steps = StepRun.Steps(conversation.Start, conversation.CutInputs());
        foreach (var (before, input, transition) in steps.AsEnumerable().Reverse()) Assert.Equal(transition, Protocol.Step(before, input));
        foreach (var (before, input, transition) in steps) Assert.Equal(transition, Protocol.Step(before, input));
    }

    [Property]
    public void Two_futures_of_one_state_do_not_see_each_other(Conversation conversation, Conversation other)
    {
        var start = conversation.Start;
        foreach (var (before, input, _) in StepRun.Steps(start, conversation.CutInputs()).Take(60))
        {
            // The state is written before the other future runs. Running it again would overwrite what the other future damaged.
            var strangers = other.CutInputs().Take(3).ToArray();
            var alone = StepRun.Of(before, strangers);
            var held = Snapshot.Write(alone.State);
            var transition = Protocol.Step(before, input);
            Assert.Equal(held, Snapshot.Write(alone.State));
            held = Snapshot.Write(transition.Next);
            Assert.Equal(alone, StepRun.Of(before, strangers));
            Assert.Equal(held, Snapshot.Write(transition.Next));
        }
    }

    [Property]
    public void Two_threads_may_step_one_state(Conversation conversation)
    {
        // Both futures start from a state with half a message. Each may see only the bytes that it appends.
        var inputs = conversation.CutInputs();
        var (past, future) = (inputs.Take(inputs.Count / 2), inputs.Skip(inputs.Count / 2).ToArray());
        var state = StepRun.Of(conversation.Start, past).State;
        var changed = future
            .Select(input =>
                input is Input.Received(var bytes)
                    ? new Input.Received(bytes.ToArray().Select(octet => (byte)(octet ^ 1)).ToArray())
                    : input
            )
            .ToArray();
        var expected = (StepRun.Of(Copy(state), future), StepRun.Of(Copy(state), changed));
        Told? first = null, second = null;
        Parallel.Invoke(() => first = StepRun.Of(state, future), () => second = StepRun.Of(state, changed));
        Assert.Equal(expected, (first!, second!));
    }

    /// <summary>Messages in both directions, whole and in parts, and the peer's context after them.</summary>
    internal static Input[] Exchange(Random random, DeflateContext peer, out DeflateContext next)
    {
        var inputs = new List<Input>();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var data = Plain.Of(random, Plain.Length(random), WindowSize.Of(8));
            var cut = random.Next(data.Length + 1);
            var whole = random.Next(2) == 0;
            if (!whole)
                inputs.Add(new Input.SendPart(MessageKind.Binary, data[..cut], Final: false) { Compress = CompressionChoice.Always });
            inputs.Add(
                new Input.SendPart(MessageKind.Binary, whole ? data : data[cut..], Final: true) { Compress = CompressionChoice.Always }
            );
            (peer, var payload) = CompressedMessages.Payload(random, peer, Plain.Of(random, Plain.Length(random)));
            inputs.Add(new Input.Received(new WireFrame(Final: true, 4, 2, payload).ToBytes()));
        }

        next = peer;
        return inputs.ToArray();
    }

    /// <summary>An equal state that shares no memory.</summary>
    internal static Connection Copy(Connection state) =>
        Snapshot.Read(Snapshot.Write(state)).Match(Right: copy => copy, Left: error => throw new InvalidOperationException(error.Why));
}
