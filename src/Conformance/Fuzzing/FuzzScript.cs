using System.Collections.Immutable;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A generated conversation. If the connection is still open after the last step, the tester closes the connection with status code
/// 1000 and waits for the answer. The tester does not close a connection that it reuses for another conversation.
/// </summary>
/// <param name="Tester">The role of the tester.</param>
/// <param name="Deflate">
/// The parameters of permessage-deflate that the tester requests, or null if the tester does not use the extension.
/// </param>
/// <param name="Steps">The steps.</param>
internal sealed record FuzzScript(Role Tester, AgreedDeflate? Deflate, ImmutableArray<FuzzStep> Steps)
{
    private const int ShownText = 60;

    /// <summary>
    /// The cases of the catalogue that are combined to test the opening handshake. The last case is run with the changes to the head from
    /// all cases. The array is empty if the conversation has steps.
    /// </summary>
    public ImmutableArray<Case> Openings { get; init; } = [];

    /// <summary>The number of frames that the tester sends.</summary>
    public int Frames => Steps.Count(step => step is FuzzStep.Send);

    /// <summary>Returns the bytes that a step sends.</summary>
    public byte[] Encode(FuzzStep.Send send)
    {
        var isMasked = (Tester == Role.Client) != send.Frame.MasksWrongly;
        var octets = WireFrame.Encode(send.Frame, isMasked ? new MaskKey(send.Key) : Option<MaskKey>.None);
        return send.Only.Case is int only ? octets[..Math.Min(only, octets.Length)] : octets;
    }

    /// <summary>Returns a description of the conversation, with one line per step or combined case.</summary>
    public IEnumerable<string> Lines() => Openings.Select(part => $"case {part.Id}: {part.Description}").Concat(Steps.Select(Words));

    private string Words(FuzzStep step) => step switch
    {
        FuzzStep.Send send => Words(send),
        FuzzStep.Settle => "wait for the answer",
        FuzzStep.Pause pause => $"wait {FrameWords.Seconds(pause.Time)}",
        _ => "end the output",
    };

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Lines());

    private string Words(FuzzStep.Send send)
    {
        var frame = send.Frame;
        var octets = frame.Payload.ToOctets().Memory.Span;
        var text = new StringBuilder($"send {FrameWords.Opcode(frame.Opcode)}");
        if (!frame.Final) text.Append(", FIN clear");
        if (frame.Reserved != 0) text.Append($", {FrameWords.Reserved(frame.Reserved)}");
        if (frame.MasksWrongly) text.Append(Tester == Role.Client ? ", not masked" : ", masked");
        frame.LengthOctets.IfSome(form => text.Append($", length in {FrameWords.Length(form)}"));
        frame.DeclaredLength.IfSome(length => text.Append($", length {length}"));
        text.Append($": {FrameWords.Length(octets.Length)}");
        if (octets.Length > 0) text.Append($" {FrameWords.Payload(frame.Opcode, octets, ShownText)}");
        send.Only.IfSome(only => text.Append($"; only the first {FrameWords.Length(only)} of the frame"));
        if (!send.Cuts.IsDefaultOrEmpty) text.Append($"; cut after byte {string.Join(", ", send.Cuts)}");
        if (send.PauseAtCuts > TimeSpan.Zero) text.Append($", with {FrameWords.Seconds(send.PauseAtCuts)} between the writes");
        if (send.JoinsNext) text.Append("; in one write with the next frame");
        return text.ToString();
    }
}
