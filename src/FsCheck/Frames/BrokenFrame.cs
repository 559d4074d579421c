namespace Pure.WebSockets.FsCheck;

/// <summary>A frame that breaks exactly one rule.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Code">The close code with which the receiver fails the connection.</param>
/// <param name="Rule">The section that contains the rule, such as "RFC 6455 §5.2".</param>
public sealed record BrokenFrame(WireFrame Frame, int Code, string Rule)
{
    /// <summary>The role of the endpoint that receives the frame.</summary>
    public Role Receiver { get; init; }

    /// <summary>
    /// Whether the frame arrives while a text message is incomplete. The earlier fragments of the message are valid text.
    /// </summary>
    public bool IsWithinMessage { get; init; }

    /// <summary>Returns the frame, the section and the close code as one line of text.</summary>
    public override string ToString() => $"{Frame} breaks {Rule} ({Code})";
}
