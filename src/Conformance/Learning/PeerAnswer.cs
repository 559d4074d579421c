namespace Pure.WebSockets.Conformance;

/// <summary>The behaviour of a peer after an input. The payloads of the frames are not included.</summary>
/// <param name="Text">A description of the peer's frames and the end of the transport, in order.</param>
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

    /// <summary>Returns the answer that consists of the given parts.</summary>
    public static PeerAnswer Of(IReadOnlyList<string> parts) =>
        parts.Count == 0 ? Silence : new PeerAnswer(string.Join(", ", parts), parts.Count);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
