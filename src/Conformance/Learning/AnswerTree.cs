namespace Pure.WebSockets.Conformance;

/// <summary>
/// A node in the tree of a peer's known answers. Each node represents a word, which is the sequence of inputs on the path from the root to
/// the node.
/// </summary>
/// <param name="answer">
/// The answer to the last input of the word. For the empty word, the answer consists of the frames that the peer sends after the opening
/// handshake.
/// </param>
/// <param name="model">The state of the model after the inputs of the word.</param>
/// <param name="isOver">
/// Whether no further input can be sent, because the peer has ended the transport or has sent a frame that cannot be parsed.
/// </param>
internal sealed class AnswerTree(PeerAnswer answer, PeerModel model, bool isOver)
{
    private readonly Dictionary<int, AnswerTree> children = [];

    /// <summary>The answer to the last input of the word.</summary>
    public PeerAnswer Answer => answer;

    /// <summary>The state of the model after the inputs of the word.</summary>
    public PeerModel Model => model;

    /// <summary>Whether no further input can be sent.</summary>
    public bool IsOver => isOver;

    /// <summary>The findings that the model added after the last input of the word.</summary>
    public IReadOnlyList<ModelFinding> Findings { get; private set; } = model.Findings;

    /// <summary>The known child nodes and their inputs, sorted by input.</summary>
    public IEnumerable<KeyValuePair<int, AnswerTree>> Children => children.OrderBy(next => next.Key);

    /// <summary>
    /// Returns the child node for an input, or null if the answer to that input is not known. If no further input can be sent, returns a
    /// node with the answer <see cref="PeerAnswer.Over"/>.
    /// </summary>
    public AnswerTree? After(int input) =>
        isOver ? new AnswerTree(PeerAnswer.Over, model, isOver: true) { Findings = [] } : children.GetValueOrDefault(input);

    /// <summary>
    /// Adds the child node for an input. If the tree already has a node for this input, the node and its children are replaced.
    /// </summary>
    public void Add(int input, AnswerTree next)
    {
        next.Findings = [.. next.Model.Findings.Skip(model.Findings.Length)];
        children[input] = next;
    }

    /// <summary>
    /// Returns this node, followed by the nodes to which the inputs of the word lead. The sequence ends before the first unknown node.
    /// </summary>
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
