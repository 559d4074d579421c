using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>A transition of a learned state machine.</summary>
/// <param name="Target">The number of the next state.</param>
/// <param name="Answer">The answer of the peer.</param>
internal readonly record struct MealyTransition(int Target, PeerAnswer Answer);

/// <summary>A state of a learned state machine.</summary>
/// <param name="Access">A word (a sequence of inputs) that leads from the first state to this state.</param>
/// <param name="Transitions">The transitions, in the order of the inputs.</param>
internal sealed record MealyState(int[] Access, ImmutableArray<MealyTransition> Transitions);

/// <summary>A learned state machine. The first state is the state after the opening handshake.</summary>
/// <param name="Inputs">The inputs of the state machine.</param>
/// <param name="Opening">The frames that the peer sends after the opening handshake, before any input.</param>
/// <param name="States">The states of the state machine.</param>
internal sealed record MealyMachine(ImmutableArray<LearnInput> Inputs, PeerAnswer Opening, ImmutableArray<MealyState> States)
{
    /// <summary>Returns the number of the state to which a word leads from a given state.</summary>
    public int After(int state, IEnumerable<int> word) => word.Aggregate(state, (at, input) => States[at].Transitions[input].Target);

    /// <summary>Returns the answers to the inputs of a word, starting in a given state.</summary>
    public PeerAnswer[] Answers(int state, ReadOnlySpan<int> word)
    {
        var answers = new PeerAnswer[word.Length];
        for (var index = 0; index < word.Length; index++) (state, answers[index]) = States[state].Transitions[word[index]];
        return answers;
    }

    /// <summary>
    /// Returns whether the connection has ended in a state. Each transition from such a state leads to the same state and has the answer
    /// <see cref="PeerAnswer.Over"/>.
    /// </summary>
    public bool IsOver(int state) =>
        States[state].Transitions.All(transition => transition.Target == state && transition.Answer == PeerAnswer.Over);

    /// <summary>
    /// Returns words that distinguish all states. For any two states, the answers to at least one of the words are different.
    /// </summary>
    public IReadOnlyList<int[]> Distinguishing()
    {
        var words = new List<int[]>();
        for (var left = 0; left < States.Length; left++)
        {
            for (var right = left + 1; right < States.Length; right++)
            {
                var (one, other) = (left, right);
                if (words.Any(word => !Answers(one, word).SequenceEqual(Answers(other, word)))) continue;
                if (Difference(this, one, this, other) is { } shortest) words.Add(shortest);
            }
        }

        return words.Count > 0 ? words : [[0]];
    }

    /// <summary>Returns whether two state machines give the same answers to all words.</summary>
    public bool IsEquivalent(MealyMachine other) => Opening == other.Opening && Difference(this, 0, other, 0) is null;

    /// <summary>
    /// Returns the shortest word for which two states have different answers, or null if the states have the same answers to all words.
    /// </summary>
    private static int[]? Difference(MealyMachine left, int leftStart, MealyMachine right, int rightStart)
    {
        var waiting = new Queue<(int Left, int Right, int[] Word)>();
        var seen = new System.Collections.Generic.HashSet<(int, int)> { (leftStart, rightStart) };
        waiting.Enqueue((leftStart, rightStart, []));
        while (waiting.TryDequeue(out var at))
        {
            for (var input = 0; input < left.Inputs.Length; input++)
            {
                var (one, other) = (left.States[at.Left].Transitions[input], right.States[at.Right].Transitions[input]);
                if (one.Answer != other.Answer) return [.. at.Word, input];
                if (seen.Add((one.Target, other.Target))) waiting.Enqueue((one.Target, other.Target, [.. at.Word, input]));
            }
        }

        return null;
    }
}
