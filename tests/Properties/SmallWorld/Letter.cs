namespace Pure.WebSockets.Properties;

/// <summary>
/// What the peer's next octet belongs to. Octets are offered where they belong: elsewhere they would only make heads, bodies and payloads
/// longer, and states without end.
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

/// <summary>One of the few inputs of the small world.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Input">What happens.</param>
/// <param name="Where">To states that read what it is offered.</param>
internal sealed record Letter(string Name, Input Input, Reading Where)
{
    /// <summary>The payload of the ping that these octets are, where a frame begins.</summary>
    public Option<Octets> Pings { get; init; }

    /// <summary>The code of the close frame that these octets are, where a frame begins; 1005 for an empty one.</summary>
    public Option<int> Closes { get; init; }

    /// <summary>
    /// The close code of the rule that these octets break where a frame begins and no message is under way. They break one in a message
    /// too, perhaps another.
    /// </summary>
    public Option<int> Breaks { get; init; }

    /// <summary>Whether it is offered. Where nothing is read any more, everything is.</summary>
    public bool IsOfferedTo(Connection state) =>
        state.Phase switch
        {
            Phase.AwaitingRequest or Phase.AwaitingResponse => Where.HasFlag(Reading.Head),
            // What comes now waits, whatever it is: the letter of a request with an octet after it stands for all of it.
            Phase.AwaitingAnswer => Input is not Input.Received,
            // What comes while input waits is put after it: the same octets would only come later.
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
