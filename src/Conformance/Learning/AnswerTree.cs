namespace Pure.WebSockets.Conformance;

/// <summary>The known answers of a peer, as a tree in which each word of inputs is a path from the root.</summary>
/// <param name="answer">
/// The answer to the last input of the word. For the empty word, the answer consists of what the peer sends after the opening handshake.
/// </param>
/// <param name="model">The model after the word.</param>
/// <param name="isOver">Whether nothing can follow, because the transport has ended or cannot be read.</param>
internal sealed class AnswerTree(PeerAnswer answer, PeerModel model, bool isOver)
{
    private readonly Dictionary<int, AnswerTree> children = [];

    /// <summary>The answer to the last input of the word.</summary>
    public PeerAnswer Answer => answer;

    /// <summary>The model after the word.</summary>
    public PeerModel Model => model;

    /// <summary>Whether nothing can follow.</summary>
    public bool IsOver => isOver;

    /// <summary>The findings of the model that the last input of the word caused.</summary>
    public IReadOnlyList<ModelFinding> Findings { get; private set; } = model.Findings;

    /// <summary>The known trees after one more input, in the order of the inputs.</summary>
    public IEnumerable<KeyValuePair<int, AnswerTree>> Children => children.OrderBy(next => next.Key);

    /// <summary>Returns the tree after one more input, or null if it is not known.</summary>
    public AnswerTree? After(int input) =>
        isOver ? new AnswerTree(PeerAnswer.Over, model, isOver: true) { Findings = [] } : children.GetValueOrDefault(input);

    /// <summary>Adds what follows after one more input. Whatever was known to follow is replaced.</summary>
    public void Add(int input, AnswerTree next)
    {
        next.Findings = [.. next.Model.Findings.Skip(model.Findings.Length)];
        children[input] = next;
    }

    /// <summary>Returns the trees along a word, from the root on, as far as they are known.</summary>
    public IEnumerable<AnswerTree> Along(IEnumerable<int> word)
    {
        var at = this;
        yield return at;
        foreach (var input in word)
        {
            if (at.After(input) is not { } next) yield break;
            yield return at = next;
        }
    }
}
