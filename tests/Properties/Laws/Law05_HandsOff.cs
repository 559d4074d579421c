namespace Pure.WebSockets.Properties;

/// <summary>Law 5: a step does not change the input bytes, and overwriting them afterwards changes no state and no result.</summary>
public sealed class Law05_HandsOff
{
    [Property]
    public void The_kernel_neither_writes_to_its_input_nor_keeps_it(Conversation conversation) =>
        // The run checks the input after each step and then overwrites it.
        Assert.Equal(
            StepRun.Of(conversation.Start, conversation.CutInputs()),
            KernelRun.Of(conversation.Start, conversation.CutInputs(), lent: 70_000)
        );

    [Property]
    public void The_input_bytes_are_read_and_neither_written_nor_kept(Conversation conversation)
    {
        var state = conversation.Start;
        var results = new List<(Transition Untouched, Transition Overwritten)>();
        foreach (var input in conversation.CutInputs())
        {
            var untouched = Protocol.Step(state, input);
            if (input is Input.Received(var bytes))
            {
                var network = bytes.ToArray();
                var overwritten = Protocol.Step(state, new Input.Received(network));
                Assert.Equal(bytes.ToArray(), network);
                Array.Fill(network, (byte)0x5A);
                results.Add((untouched, overwritten));
                untouched = overwritten;
            }

            // Waiting input was copied, so it is processed as if nothing had been overwritten.
            for (var clean = results.LastOrDefault().Untouched; untouched.InputWaits;)
            {
                (clean, untouched) = (
                    Protocol.Step(clean!.Next, new Input.Continue()),
                    Protocol.Step(untouched.Next, new Input.Continue())
                );
                results.Add((clean, untouched));
            }

            state = untouched.Next;
        }

        foreach (var (untouched, overwritten) in results) Assert.Equal(untouched, overwritten);
    }
}
