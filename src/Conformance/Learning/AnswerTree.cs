namespace Pure.WebSockets.Conformance;

/// <summary>
/// A node of the tree of a peer's known answers. Each node stands for a word, which is the sequence of the inputs on the path from the root
/// to the node.
/// </summary>
/// <param name="answer">
/// The answer to the last input of the word. For the empty word, the answer consists of the frames that the peer sends after the opening
/// handshake.
/// </param>
/// <param name="model">The model after the word.</param>
/// <param name="isOver">
/// Whether nothing can follow, because the peer has ended the transport or has sent a frame that cannot be read.
/// </param>
internal sealed class AnswerTree(PeerAnswer answer, PeerModel model, bool isOver)
{
    private readonly Dictionary<int, AnswerTree> children = [];

    /// <summary>The answer to the last input of the word.</summary>
    public PeerAnswer Answer => answer;

    /// <summary>The model after the word.</summary>
    public PeerModel Model => model;

    /// <summary>Whether nothing can follow.</summary>
    public bool IsOver => isOver;

    /// <summary>The findings of the model that were added after the last input of the word.</summary>
    public IReadOnlyList<ModelFinding> Findings { get; private set; } = model.Findings;

    /// <summary>The known nodes after one more input, each with that input, in the order of the inputs.</summary>
    public IEnumerable<KeyValuePair<int, AnswerTree>> Children => children.OrderBy(next => next.Key);

    /// <summary>
    /// Returns the node after one more input, or null if that node is not known. If nothing can follow, the answer of the returned node is
    /// <see cref="PeerAnswer.Over"/>.
    /// </summary>
    public AnswerTree? After(int input) =>
        isOver ? new AnswerTree(PeerAnswer.Over, model, isOver: true) { Findings = [] } : children.GetValueOrDefault(input);

    /// <summary>Adds the node after one more input. A node that was known for this input is replaced, together with its children.</summary>
    public void Add(int input, AnswerTree next)
    {
        next.Findings = [.. next.Model.Findings.Skip(model.Findings.Length)];
        children[input] = next;
    }

    /// <summary>Returns this node and the nodes along a word that starts here, as far as they are known.</summary>
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
