namespace Pure.WebSockets.Properties;

/// <summary>Runs in the record form.</summary>
internal static class StepRun
{
    public static Told Of(Connection start, IEnumerable<Input> inputs)
    {
        var recording = new Recording();
        var state = start;
        foreach (var input in inputs)
        {
            var transition = Protocol.Step(state, input);
            recording.Add(transition);
            state = transition.Next;
        }

        return recording.ToTold(state);
    }

    /// <summary>Every step of a run: the state before, the input, what it gave.</summary>
    public static List<(Connection Before, Input Input, Transition Transition)> Steps(Connection start, IEnumerable<Input> inputs)
    {
        var steps = new List<(Connection, Input, Transition)>();
        var state = start;
        foreach (var input in inputs)
        {
            var transition = Protocol.Step(state, input);
            steps.Add((state, input, transition));
            state = transition.Next;
        }

        return steps;
    }
}
