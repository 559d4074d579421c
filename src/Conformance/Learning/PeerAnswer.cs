namespace Pure.WebSockets.Conformance;

/// <summary>The behaviour of a peer after an input. The payloads of the frames are not included.</summary>
/// <param name="Text">
/// A description of the peer's frames and the end of the transport, in order. Of many frames, only the first and the last are described.
/// </param>
/// <param name="Parts">
/// The number of frames, plus one if the peer ended the transport. An invalid or incomplete last frame is also counted. If bytes might have
/// been lost at the end of the transport, no frames are counted.
/// </param>
internal sealed record PeerAnswer(string Text, int Parts)
{
    /// <summary>The answer of a peer that sends nothing and keeps the transport open.</summary>
    public static PeerAnswer Silence { get; } = new("silence", 0);

    /// <summary>The answer to any input after the end of the transport or after a frame that cannot be parsed.</summary>
    public static PeerAnswer Over { get; } = new("-", 0);

    /// <summary>
    /// All parts of a long answer, or an empty string. The text shows only some of these parts, but two answers are equal only if all of
    /// their parts are.
    /// </summary>
    private string Whole { get; init; } = "";

    /// <summary>Returns the answer that consists of the given parts.</summary>
    public static PeerAnswer Of(IReadOnlyList<string> parts)
    {
        if (parts.Count == 0) return Silence;
        var shown = LongList.Shorten(parts, "part");
        return new PeerAnswer(string.Join(", ", shown), parts.Count)
        {
            Whole = shown.Count == parts.Count ? "" : string.Join(", ", parts),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
