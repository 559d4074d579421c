namespace Pure.WebSockets.Conformance;

/// <summary>
/// Learns the state machine of a peer with the L* algorithm (Angluin 1987). The algorithm fills a table with answers. The table has a
/// row for each word that leads to a state or through a transition. The table has a column for each word that distinguishes states.
/// Each word whose answers contradict the state machine adds one column (Rivest and Schapire 1993).
/// </summary>
internal sealed class PeerLearner
{
    // The number of words in a group. The peer's answers to the words of a group are compared with the state machine. The comparison
    // ends after the first group with a difference.
    private const int Batch = 256;

    private const int MostRounds = 200;

    private readonly LearnOracle oracle;
    private readonly LearnSettings settings;
    private List<int[]> states = [[]];
    private List<int[]> columns;
    private int corrections;

    /// <summary>Creates a learner that determines the answers of the peer with the given oracle.</summary>
    public PeerLearner(LearnOracle oracle, LearnSettings settings)
    {
        (this.oracle, this.settings) = (oracle, settings);
        columns = Singles();
    }

    /// <summary>The latest complete state machine, or null if no state machine has been completed yet.</summary>
    public MealyMachine? Machine { get; private set; }

    /// <summary>
    /// The number of words for which the answers of the peer and of the latest state machine have been compared and are equal.
    /// </summary>
    public int Tested { get; private set; }

    /// <summary>
    /// The number of complete state machines that have been rejected, because a peer's answer contradicted the state machine or a known
    /// answer was replaced.
    /// </summary>
    public int Refinements { get; private set; }

    /// <summary>
    /// Learns the state machine of the peer. Refines the state machine until no test finds a difference, and then returns the state
    /// machine.
    /// </summary>
    /// <exception cref="LearnException">
    /// No state machine agreed with the peer after 200 attempts, or the peer has more states than the settings allow. The exception is
    /// also thrown if the peer contradicts itself too often.
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

    /// <summary>
    /// Refines the latest state machine with a word for which the peer's answers contradict the state machine, and continues to learn.
    /// Returns the new state machine.
    /// </summary>
    public MealyMachine Learn(int[] counterexample)
    {
        Refine(Machine!, counterexample);
        return Learn();
    }

    private List<int[]> Singles() => [.. Enumerable.Range(0, settings.Inputs.Length).Select(input => (int[])[input])];

    /// <summary>Extends the table until each transition leads to a known state. Returns the state machine.</summary>
    private MealyMachine Complete()
    {
        while (true)
        {
            if (oracle.Corrections != corrections)
            {
                // The table is rebuilt, because it can depend on an answer that has been replaced.
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
                // Verify the answers first, because a single wrong answer would add a state that the peer does not have.
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

    /// <summary>Returns the words of the table whose answers distinguish the given word from the state with the most similar row.</summary>
    private IEnumerable<int[]> Differing(int[] word)
    {
        var (nearest, differing) = states
            .Select(state => (State: state, Columns: columns.Where(column => Cell(state, column) != Cell(word, column)).ToArray()))
            .MinBy(one => one.Columns.Length);
        return differing.SelectMany(column => (int[][])[[.. nearest, .. column], [.. word, .. column]]);
    }

    /// <summary>
    /// Returns a word for which the answers of the peer and of the state machine differ, or null if no difference is found. If a known
    /// answer was replaced during the comparison, returns an empty word.
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
    /// Adds a column for a counterexample. At each position in the counterexample, the inputs before the position can be replaced by
    /// the <see cref="MealyState.Access"/> word of the state at the position. The answers of the peer and of the state machine to the
    /// remaining inputs are then compared. At the first position, the answers are different. At the last position, the answers are
    /// equal. A binary search finds a position at which the answers are different although they are equal at the next position. The
    /// inputs after the next position distinguish two words that had the same row, so these inputs become the new column.
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
    /// Returns the prefix of a counterexample up to the first input for which the answers differ, or an empty word if all answers are
    /// equal.
    /// </summary>
    private int[] Shortest(MealyMachine machine, int[] counterexample)
    {
        var (real, expected) = (oracle.Answers(counterexample), machine.Answers(0, counterexample));
        for (var index = 0; index < counterexample.Length; index++)
            if (real[index] != expected[index]) return counterexample[..(index + 1)];
        return [];
    }
}
