namespace Pure.WebSockets.Properties;

/// <summary>
/// What the peer's next byte belongs to. Bytes are offered only where they belong. Elsewhere they would only make heads, bodies and
/// payloads longer, and states without end.
/// </summary>
[Flags]
internal enum Reading
{
    Head = 1,
    Body = 2,
    Frame = 4,
    RestOfHeader = 8,
    RestOfFrame = 16,
    Anything = Head | Body | Frame | RestOfHeader | RestOfFrame,
}

/// <summary>One of the inputs of the small world.</summary>
/// <param name="Name">A readable name.</param>
/// <param name="Input">The input.</param>
/// <param name="Where">The states that it is offered to.</param>
internal sealed record Letter(string Name, Input Input, Reading Where)
{
    /// <summary>The payload of the ping that these bytes are, at the start of a frame.</summary>
    public Option<ByteString> Pings { get; init; }

    /// <summary>The code of the close frame that these bytes are, at the start of a frame; 1005 for an empty one.</summary>
    public Option<int> Closes { get; init; }

    /// <summary>
    /// The close code of the rule that these bytes break, at the start of a frame between messages. Within a message they break a rule too,
    /// perhaps another.
    /// </summary>
    public Option<int> Breaks { get; init; }

    /// <summary>Whether it is offered. If nothing is read any more, everything is offered.</summary>
    public bool IsOfferedTo(Connection state) =>
        state.Phase switch
        {
            Phase.AwaitingRequest or Phase.AwaitingResponse => Where.HasFlag(Reading.Head),
            // Input that arrives now waits, whatever it is. The letter of a request with a byte after it represents all of it.
            Phase.AwaitingAnswer => Input is not Input.Received,
            // Input that arrives while other input waits is appended, so the same bytes would only be read later.
            _ when state.InputWaits => Input is not Input.Received,
            Phase.ReadingRefusal => Where.HasFlag(Reading.Body),
            Phase.Closed or Phase.Closing { Theirs.IsSome: true } => true,
            _ => Where.HasFlag(
                state.StepBuffer.UnconsumedInput.Length == 1 ? Reading.RestOfHeader
                : state.Receiving.InFrame || state.StepBuffer.UnconsumedInput.Length > 0 ? Reading.RestOfFrame
                : Reading.Frame
            ),
        };

    public override string ToString() => Name;
}
