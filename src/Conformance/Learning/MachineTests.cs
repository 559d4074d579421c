namespace Pure.WebSockets.Conformance;

/// <summary>Creates words that test whether a peer is equivalent to a learned state machine.</summary>
internal static class MachineTests
{
    // Most inputs end the connection, so the inputs of a random word are usually chosen from the inputs that keep the connection open.
    // On average, only one of every EndsOneIn inputs in a word is chosen from all inputs.
    private const int EndsOneIn = 12;

    // The minimum number of inputs in a random word. A word has fewer inputs if the connection ends, or if the settings limit the length of
    // random words to a smaller number.
    private const int ShortestWalk = 4;

    /// <summary>Returns the words of the W-method, followed by random words.</summary>
    public static IEnumerable<int[]> All(MealyMachine machine, LearnSettings settings) =>
        ByStates(machine, settings.ExtraStates).Concat(AtRandom(machine, settings));

    /// <summary>
    /// Returns the words of the W-method (Chow 1978). Each word leads to a state and continues with one input that does not end the
    /// connection. Up to <paramref name="extraStates"/> arbitrary inputs follow. The word ends with inputs that distinguish states. If
    /// one of the arbitrary inputs ends the connection, the word ends with this input. If a peer differs from the state machine and has
    /// at most <paramref name="extraStates"/> more states, the peer's answers to at least one of the words differ from the answers of
    /// the state machine.
    /// </summary>
    public static IEnumerable<int[]> ByStates(MealyMachine machine, int extraStates)
    {
        var distinguishing = machine.Distinguishing();
        IEnumerable<int[]> middles = [[]];
        for (var length = 0; length <= extraStates; length++)
        {
            foreach (var state in machine.States.Where((_, number) => !machine.IsOver(number)))
            {
                for (var input = 0; input < machine.Inputs.Length; input++)
                {
                    if (machine.IsOver(machine.After(0, [.. state.Access, input]))) continue;
                    foreach (var middle in middles)
                    {
                        int[] start = [.. state.Access, input, .. middle];
                        // After the transport has ended, further inputs have no effect, so a word that continues after this point is
                        // skipped.
                        if (middle.Length > 0 && machine.IsOver(machine.After(0, start[..^1]))) continue;
                        if (machine.IsOver(machine.After(0, start))) yield return start;
                        else
                            foreach (var suffix in distinguishing) yield return [.. start, .. suffix];
                    }
                }
            }

            middles =
            [
                .. from middle in middles from input in Enumerable.Range(0, machine.Inputs.Length) select (int[])[.. middle, input],
            ];
        }
    }

    /// <summary>
    /// Returns random words. In these words, inputs that keep the connection open are more frequent than inputs that end the
    /// connection. The same state machine and settings always produce the same words.
    /// </summary>
    public static IEnumerable<int[]> AtRandom(MealyMachine machine, LearnSettings settings)
    {
        var shortest = Math.Min(ShortestWalk, settings.LongestWalk);
        for (var number = 0; number < settings.Walks; number++)
        {
            var dice = new Dice(settings.Seed, number);
            var (word, state) = (new List<int>(), 0);
            var length = shortest + dice.Below(settings.LongestWalk - shortest + 1);
            while (word.Count < length && !machine.IsOver(state))
            {
                var goesOn = Enumerable
                    .Range(0, machine.Inputs.Length)
                    .Where(input => !machine.IsOver(machine.States[state].Transitions[input].Target))
                    .ToArray();
                var isAny = goesOn.Length == 0 || dice.Below(EndsOneIn) == 0;
                var chosen = isAny ? dice.Below(machine.Inputs.Length) : goesOn[dice.Below(goesOn.Length)];
                word.Add(chosen);
                state = machine.States[state].Transitions[chosen].Target;
            }

            if (word.Count > 0) yield return [.. word];
        }
    }
}
