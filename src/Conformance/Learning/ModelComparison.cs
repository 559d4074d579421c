using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Compares a learned state machine with the behaviour that the RFCs allow. The comparison visits each reachable pair of a state of the
/// state machine and a state of the model. Pairs that are reached by shorter words are visited first. The model judges the bytes that
/// were actually sent and received. If the RFCs do not define a behaviour, the model reports no finding.
/// </summary>
/// <param name="Differences">The differences, one of each kind. Differences with shorter conversations are first.</param>
/// <param name="Demands">For each state and input with a difference, the demand of the strongest difference.</param>
/// <param name="Names">
/// For each state of the state machine, a description of the model states that were visited together with this state.
/// </param>
internal sealed record ModelComparison(
    ImmutableArray<LearnDifference> Differences,
    IReadOnlyDictionary<(int State, int Input), Demand> Demands,
    ImmutableArray<string> Names
)
{
    private const int Repetitions = 2;

    /// <summary>
    /// Compares the latest state machine of a learner with the model. If an answer contradicts the state machine, the learner refines
    /// the state machine and the comparison is repeated.
    /// </summary>
    public static ModelComparison Of(PeerLearner learner, LearnOracle oracle, LearnSettings settings)
    {
        while (true)
        {
            var (comparison, counterexample) = Compare(learner.Machine!, oracle, settings);
            if (comparison is not null) return comparison;
            learner.Learn(counterexample);
        }
    }

    /// <summary>
    /// Compares the known answers with the model. This method is used if the state machine is not complete. Conversations are held only
    /// to confirm the differences. If a state machine is given, its states are named after the model states at the end of the known
    /// words. Only words whose known answers are the same as the answers of the state machine are used. Each demand is determined from
    /// a word of this kind, followed by one more input.
    /// </summary>
    public static ModelComparison OfKnown(MealyMachine? machine, LearnOracle oracle, LearnSettings settings)
    {
        oracle.Extend();
        var judged = new Judged(machine?.States.Length ?? 0);
        var waiting = new Queue<(AnswerTree Tree, int[] Word, int State)>();
        waiting.Enqueue((oracle.Root, [], machine is null ? -1 : 0));
        judged.Add([], oracle.Root, null);
        while (waiting.TryDequeue(out var at))
        {
            var (tree, word, state) = at;
            if (state >= 0) judged.Name(state, tree.Model);
            // After an illegal frame, the model ignores all further bytes.
            if (tree.Model.Received.IsIllegal) continue;
            foreach (var (input, next) in tree.Children)
            {
                int[] longer = [.. word, input];
                MealyTransition? known = state < 0 ? null : machine!.States[state].Transitions[input];
                judged.Add(longer, next, known is null ? null : (state, input));
                waiting.Enqueue((next, longer, known is { } given && given.Answer == next.Answer ? given.Target : -1));
            }
        }

        return judged.ToComparison(machine, oracle, settings);
    }

    private static (ModelComparison? Comparison, int[] Counterexample) Compare(
        MealyMachine machine,
        LearnOracle oracle,
        LearnSettings settings
    )
    {
        var corrections = oracle.Corrections;
        var judged = new Judged(machine.States.Length);
        var seen = new System.Collections.Generic.HashSet<(int, string)>();
        List<(int State, int[] Word)> level = [];
        judged.Add([], oracle.Root, null);
        Visit(0, [], oracle.Root);
        while (level.Count > 0)
        {
            var words = (
                from at in level
                from input in Enumerable.Range(0, machine.Inputs.Length)
                select (at.State, Word: (int[])[.. at.Word, input])
            ).ToArray();
            level = [];
            oracle.Ask([.. words.Select(one => one.Word)]);
            if (oracle.Corrections != corrections) return (null, []);
            foreach (var (state, word) in words)
            {
                var (target, expected) = machine.States[state].Transitions[word[^1]];
                var tree = oracle.Root.Along(word).Last();
                if (tree.Answer != expected) return (null, word);
                judged.Add(word, tree, (state, word[^1]));
                Visit(target, word, tree);
            }
        }

        return (judged.ToComparison(machine, oracle, settings), []);

        void Visit(int state, int[] word, AnswerTree tree)
        {
            judged.Name(state, tree.Model);
            // After an illegal frame, the model ignores all further bytes.
            if (tree.IsOver || tree.Model.Received.IsIllegal) return;
            if (seen.Add((state, Key(tree.Model)))) level.Add((state, word));
        }
    }

    /// <summary>
    /// Returns a text that represents the part of the model's state that determines which answers to further inputs are required. The
    /// answers to earlier inputs are not included, because no earlier answer is missing at the end of a word.
    /// </summary>
    private static string Key(PeerModel model)
    {
        var (sent, received) = (model.Sent, model.Received);
        return FormattableString.Invariant(
                $"{sent.Ending} {sent.Messages.Opcode} {sent.MayFail} {sent.CloseCode} {sent.IsCut} {sent.Broken?.Section} {sent.FailWith} "
            )
            + FormattableString.Invariant($"{received.HasClosed} {received.IsExcused} {received.IsIllegal} {received.Messages.Opcode}");
    }

    private static string Words(SortedSet<ModelState> states) =>
        states.Count == 0 ? "not reached by allowed answers" : string.Join(" / ", states.Select(Words));

    private static string Words(ModelState state) => state switch
    {
        ModelState.BetweenMessages => "between messages",
        ModelState.BetweenFragments => "between fragments",
        ModelState.WithinFrame => "within a frame",
        ModelState.CloseExchanged => "closing handshake complete",
        ModelState.ClosedCleanly => "closed cleanly",
        _ => "closed otherwise",
    };

    /// <summary>The differences, demands and names that a comparison has found so far.</summary>
    private sealed class Judged(int states)
    {
        private readonly List<(int[] Word, ModelFinding Finding, int Count)> differences = [];
        private readonly Dictionary<(int, int), Demand> demands = [];
        private readonly SortedSet<ModelState>[] names = [.. Enumerable.Range(0, states).Select(_ => new SortedSet<ModelState>())];

        /// <summary>Records the findings about the answer to the last input of a word.</summary>
        public void Add(int[] word, AnswerTree tree, (int State, int Input)? transition)
        {
            foreach (var finding in tree.Findings)
            {
                if (transition is { } at && demands.GetValueOrDefault(at) < finding.Demand) demands[at] = finding.Demand;
                var same = differences.FindIndex(other => other.Finding.IsLike(finding));
                if (same < 0) differences.Add((word, finding, 1));
                else differences[same] = differences[same] with { Count = differences[same].Count + 1 };
            }
        }

        /// <summary>Records that a state of the state machine and a state of the model were visited together.</summary>
        public void Name(int state, PeerModel model) => names[state].Add(ModelCoverage.StateOf(model));

        /// <summary>Confirms the differences, and returns the comparison.</summary>
        public ModelComparison ToComparison(MealyMachine? machine, LearnOracle oracle, LearnSettings settings) =>
            new(
                [
                    .. differences.Select(one =>
                    {
                        var confirmed = oracle.Confirm(one.Word, Repetitions);
                        return new LearnDifference(
                            one.Finding,
                            LearnStep.Of(one.Word, oracle.Root, settings),
                            oracle.Root.Answer,
                            one.Count,
                            Repetitions - (confirmed ?? Repetitions)
                        )
                        {
                            IsUnrepeated = confirmed is null,
                        };
                    }),
                ],
                demands,
                [.. names.Select((found, state) => machine!.IsOver(state) ? "over" : Words(found))]
            );
    }
}
