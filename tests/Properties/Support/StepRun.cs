namespace Pure.WebSockets.Properties;

/// <summary>Runs in the record form, drained: after each input, waiting input continues until none is left.</summary>
internal static class StepRun
{
    public static Told Of(Connection start, IEnumerable<Input> inputs)
    {
        var recording = new Recording();
        var state = start;
        foreach (var transition in inputs.SelectMany(input => Drained(state, input)))
        {
            recording.Add(transition);
            state = transition.Next;
        }

        return recording.ToTold(state);
    }

    /// <summary>Every step of a run: the state before it, the input, and the result.</summary>
    public static List<(Connection Before, Input Input, Transition Transition)> Steps(Connection start, IEnumerable<Input> inputs)
    {
        var steps = new List<(Connection, Input, Transition)>();
        var state = start;
        foreach (var input in inputs)
        {
            foreach (var transition in Drained(state, input))
            {
                steps.Add((state, steps.Count > 0 && steps[^1].Item3.InputWaits ? new Input.Continue() : input, transition));
                state = transition.Next;
            }
        }

        return steps;
    }

    /// <summary>The results of an input and of each continuation after it.</summary>
    public static IEnumerable<Transition> Drained(Connection state, Input input)
    {
        var transition = Protocol.Step(state, input);
        yield return transition;
        while (transition.InputWaits) yield return transition = Protocol.Step(transition.Next, new Input.Continue());
    }
}
