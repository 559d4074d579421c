namespace Pure.WebSockets.Conformance;

/// <summary>
/// Learns the machine of a peer with the algorithm L* (Angluin 1987). The algorithm fills a table. The table has a row for each word that
/// leads to a state or through a transition, and a column for each word that tells states apart. A word that contradicts the machine adds
/// one column (Rivest and Schapire 1993).
/// </summary>
internal sealed class PeerLearner
{
    // The number of words that are compared with the machine as a group. The first difference in a group ends the comparison.
    private const int Batch = 256;

    private const int MostRounds = 200;

    private readonly LearnOracle oracle;
    private readonly LearnSettings settings;
    private List<int[]> states = [[]];
    private List<int[]> columns;
    private int corrections;

    /// <summary>Creates a learner.</summary>
    public PeerLearner(LearnOracle oracle, LearnSettings settings)
    {
        (this.oracle, this.settings) = (oracle, settings);
        columns = Singles();
    }

    /// <summary>The last machine, or null before the first machine is complete.</summary>
    public MealyMachine? Machine { get; private set; }

    /// <summary>The number of words that were compared with the last machine, without a difference.</summary>
    public int Tested { get; private set; }

    /// <summary>
    /// The number of complete machines that were rejected, because a word contradicted the machine or a known answer was replaced.
    /// </summary>
    public int Refinements { get; private set; }

    /// <summary>Learns the machine of the peer until no test finds a difference. Returns the machine.</summary>
    /// <exception cref="LearnException">
    /// No machine agrees with the peer, the peer has too many states, or the peer contradicts itself.
    /// </exception>
    public MealyMachine Learn()
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var machine = Complete();
            Tested = 0;
            if (Counterexample(machine) is not { } word) return machine;
            Refine(machine, word);
        }

        throw new LearnException(FormattableString.Invariant($"no machine agrees with the peer after {MostRounds} attempts"));
    }

    /// <summary>Learns again, after a word has turned out to contradict the last machine.</summary>
    public MealyMachine Learn(int[] counterexample)
    {
        Refine(Machine!, counterexample);
        return Learn();
    }

    private List<int[]> Singles() => [.. Enumerable.Range(0, settings.Inputs.Length).Select(input => (int[])[input])];

    /// <summary>Completes the table, so that each transition leads to a known state. Returns the machine.</summary>
    private MealyMachine Complete()
    {
        while (true)
        {
            if (oracle.Corrections != corrections)
            {
                // The table may depend on an answer that was replaced, so the table is built again.
                corrections = oracle.Corrections;
                (states, columns) = ([[]], Singles());
            }

            oracle.Ask([
                .. from state in states
                from word in Successors(state).Prepend(state)
                from column in columns
                select (int[])[.. word, .. column],
            ]);
            if (oracle.Corrections != corrections) continue;
            var rows = new Dictionary<string, int>();
            for (var number = 0; number < states.Count; number++) rows.TryAdd(Row(states[number]), number);
            if (states.SelectMany(Successors).FirstOrDefault(word => !rows.ContainsKey(Row(word))) is { } missing)
            {
                // A single wrong answer would add a state that the peer does not have, so the answers are verified first.
                oracle.Verify(Differing(missing));
                if (oracle.Corrections != corrections) continue;
                if (states.Count >= settings.MostStates)
                    throw new LearnException($"the peer has more than {CountText.Of(settings.MostStates, "state")}");
                states.Add(missing);
                continue;
            }

            return Machine = new MealyMachine(settings.Inputs, oracle.Root.Answer, [.. states.Select(State)]);

            MealyState State(int[] access) => new(
                access,
                [
                    .. Successors(access).Select(word => new MealyTransition(rows[Row(word)], oracle.Root.Along(word).Last().Answer)),
                ]
            );
        }
    }

    private IEnumerable<int[]> Successors(int[] word) =>
        Enumerable.Range(0, settings.Inputs.Length).Select(input => (int[])[.. word, input]);

    private string Row(int[] word) => string.Join('|', columns.Select(column => Cell(word, column)));

    private string Cell(int[] word, int[] column) =>
        string.Join(';', oracle.Root.Along([.. word, .. column]).Skip(word.Length + 1).Select(tree => tree.Answer.Text));

    /// <summary>
    /// Returns the words of the table whose answers distinguish a word from the state whose row is most similar to the row of the word.
    /// </summary>
    private IEnumerable<int[]> Differing(int[] word)
    {
        var (nearest, differing) = states
            .Select(state => (State: state, Columns: columns.Where(column => Cell(state, column) != Cell(word, column)).ToArray()))
            .MinBy(one => one.Columns.Length);
        return differing.SelectMany(column => (int[][])[[.. nearest, .. column], [.. word, .. column]]);
    }

    /// <summary>
    /// Returns a word to which the peer and the machine give different answers, or null if there is no difference. Returns an empty word if
    /// a known answer was replaced during the comparison.
    /// </summary>
    private int[]? Counterexample(MealyMachine machine)
    {
        foreach (var batch in MachineTests.All(machine, settings).Chunk(Batch))
        {
            var difference = oracle.FirstDifference(batch, word => machine.Answers(0, word));
            if (oracle.Corrections != corrections) return [];
            if (difference >= 0) return batch[difference];
            Tested += batch.Length;
        }

        return null;
    }

    /// <summary>
    /// Adds a column for a counterexample. For each position in the counterexample, the inputs before the position can be replaced by the
    /// word that leads to the state which the machine reaches there. After this replacement, the peer and the machine answer the remaining
    /// inputs differently at the first position, and equally at the last position. A binary search finds two neighbouring positions between
    /// which this changes. The inputs that remain at the second of these positions tell two words apart that had the same row.
    /// </summary>
    private void Refine(MealyMachine machine, int[] counterexample)
    {
        Refinements++;
        if (oracle.Corrections != corrections) return;
        var word = Shortest(machine, counterexample);
        oracle.Verify([word]);
        if (word.Length == 0 || oracle.Corrections != corrections) return;
        var (differs, agrees) = (0, word.Length);
        while (agrees - differs > 1)
        {
            var middle = (differs + agrees) / 2;
            if (Agrees(middle)) agrees = middle;
            else differs = middle;
            if (oracle.Corrections != corrections) return;
        }

        var column = word[agrees..];
        if (column.Length == 0 || columns.Any(column.SequenceEqual))
            throw new LearnException(
                $"the peer contradicts itself after: {string.Join(", ", word.Select(input => settings.Inputs[input].Name))}"
            );
        columns.Add(column);

        bool Agrees(int position)
        {
            var state = machine.After(0, word[..position]);
            var rest = word[position..];
            var access = machine.States[state].Access;
            return oracle.Answers([.. access, .. rest]).Skip(access.Length).SequenceEqual(machine.Answers(state, rest));
        }
    }

    /// <summary>
    /// Returns the beginning of a counterexample that ends with the first different answer, or an empty word if no answer is different.
    /// </summary>
    private int[] Shortest(MealyMachine machine, int[] counterexample)
    {
        var (real, expected) = (oracle.Answers(counterexample), machine.Answers(0, counterexample));
        for (var index = 0; index < counterexample.Length; index++)
            if (real[index] != expected[index]) return counterexample[..(index + 1)];
        return [];
    }
}
