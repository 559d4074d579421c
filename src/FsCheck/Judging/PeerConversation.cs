using System.Text;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// A conversation between a tester and a peer. The steps of the conversation define the frames that the tester sends, and the times at
/// which the tester waits. The steps also define the writes into which the frames are divided. If the connection is still open after the
/// last step, the tester sends a close frame and waits for the answer.
/// </summary>
public sealed record PeerConversation
{
    internal PeerConversation(FuzzScript script) => Script = script;

    /// <summary>The role of the tester.</summary>
    public Role Tester => Script.Tester;

    /// <summary>The number of frames that the tester sends.</summary>
    public int Frames => Script.Frames;

    internal FuzzScript Script { get; }

    /// <summary>Returns all bytes that the tester sends after the opening handshake, except the close frame after the last step.</summary>
    public byte[] ToBytes() => [.. Script.Steps.OfType<FuzzStep.Send>().SelectMany(Script.Encode)];

    /// <summary>Returns the steps as text, one per line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"\n  a {Tester} tests");
        if (Script.Deflate is { } deflate) text.Append(", and asks for ").Append(deflate.ToElement());
        foreach (var line in Script.Lines()) text.Append("\n  ").Append(line);
        return text.ToString();
    }
}
