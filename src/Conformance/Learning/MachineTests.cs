namespace Pure.WebSockets.Conformance;

/// <summary>Creates words that test whether a peer is equivalent to a machine.</summary>
internal static class MachineTests
{
    // Most inputs end the connection, so a random word prefers the other inputs. At one step in this many, each input is equally likely.
    private const int EndsOneIn = 12;

    // A random word has at least this many inputs, unless the longest random word is shorter or the connection ends.
    private const int ShortestWalk = 4;

    /// <summary>Returns the words of the W-method, and then random words.</summary>
    public static IEnumerable<int[]> All(MealyMachine machine, LearnSettings settings) =>
        ByStates(machine, settings.ExtraStates).Concat(AtRandom(machine, settings));

    /// <summary>
    /// Returns the words of the W-method (Chow 1978). Each word leads through a transition that does not end the connection. After the
    /// transition, the word contains at most as many further inputs as there are extra states, and a word that tells states apart. The word
    /// ends earlier if the connection has ended. If a peer with at most that number of extra states differs from the machine, the peer
    /// answers one of the words differently.
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
                        // Nothing can follow the end of the transport, so further inputs would test nothing.
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
    /// Returns random words. Inputs after which the connection is still open are more frequent. The same machine and the same settings lead
    /// to the same words.
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
