using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>The shortest conversation that shows a difference between the answers of two peers.</summary>
/// <param name="Steps">
/// The steps of the conversation, with the answers of the first peer. There are no steps if the peers already differ before the first
/// input.
/// </param>
/// <param name="Answer">The last answer of the first peer.</param>
/// <param name="Other">The last answer of the second peer.</param>
/// <param name="Findings">The findings of the model about the last answer of the first peer.</param>
/// <param name="OtherFindings">The findings of the model about the last answer of the second peer.</param>
internal sealed record PeerDifference(
    ImmutableArray<LearnStep> Steps,
    PeerAnswer Answer,
    PeerAnswer Other,
    ImmutableArray<ModelFinding> Findings,
    ImmutableArray<ModelFinding> OtherFindings
);

/// <summary>Compares the learned state machines of two peers.</summary>
internal static class PeerComparison
{
    /// <summary>
    /// Returns the differences between two peers. Differences with shorter conversations are first. Each pair of states is visited once,
    /// and no conversation continues after a difference. If several conversations end with the same input and the same two answers, only
    /// the first conversation is returned.
    /// </summary>
    public static ImmutableArray<PeerDifference> Of(LearnedPeer left, LearnedPeer right)
    {
        while (true)
        {
            var (differences, wrong, word) = Compare(left, right);
            if (wrong is null) return differences;
            wrong.Learner.Learn(word);
        }
    }

    private static (ImmutableArray<PeerDifference> Differences, LearnedPeer? Wrong, int[] Word) Compare(LearnedPeer left, LearnedPeer right)
    {
        var (one, other) = (left.Learner.Machine!, right.Learner.Machine!);
        var found = new List<PeerDifference>();
        var kinds = new System.Collections.Generic.HashSet<(int, PeerAnswer, PeerAnswer)>();
        if (one.Opening != other.Opening)
            found.Add(
                new PeerDifference([], one.Opening, other.Opening, [.. left.Oracle.Root.Findings], [.. right.Oracle.Root.Findings])
            );
        var waiting = new Queue<(int Left, int Right, int[] Word)>();
        var seen = new System.Collections.Generic.HashSet<(int, int)> { (0, 0) };
        waiting.Enqueue((0, 0, []));
        while (waiting.TryDequeue(out var at))
        {
            for (var input = 0; input < one.Inputs.Length; input++)
            {
                var (mine, theirs) = (one.States[at.Left].Transitions[input], other.States[at.Right].Transitions[input]);
                int[] word = [.. at.Word, input];
                if (mine.Answer == theirs.Answer)
                {
                    if (seen.Add((mine.Target, theirs.Target))) waiting.Enqueue((mine.Target, theirs.Target, word));
                    continue;
                }

                if (!kinds.Add((input, mine.Answer, theirs.Answer))) continue;
                var (leftTree, rightTree) = (left.Oracle.Known(word), right.Oracle.Known(word));
                if (leftTree.Answer != mine.Answer) return ([], left, word);
                if (rightTree.Answer != theirs.Answer) return ([], right, word);
                found.Add(
                    new PeerDifference(
                        LearnStep.Of(word, left.Oracle.Root, left.Settings),
                        mine.Answer,
                        theirs.Answer,
                        [.. leftTree.Findings],
                        [.. rightTree.Findings]
                    )
                );
            }
        }

        return ([.. found], null, []);
    }
}
