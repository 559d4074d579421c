namespace Pure.WebSockets.Properties;

/// <summary>A readable name for the state of a connection: a node of the diagram.</summary>
internal enum Place
{
    Start,
    AwaitingRequest,
    AwaitingAnswer,
    AwaitingResponse,
    ReadingRefusal,
    Open,
    CloseSent,
    CloseExchanged,
    ClosedCleanly,
    ClosedOtherwise,

    // Within Open, three places at a time.
    BetweenMessages,
    BetweenFragments,
    WithinFrame,
    NothingHalfSent,
    MessageHalfSent,
    NoTimer,
    UntilPing,
    UntilPong,
}

/// <summary>An arrow of the diagram.</summary>
/// <param name="From">The place before.</param>
/// <param name="Cause">The event.</param>
/// <param name="To">The place after.</param>
internal readonly record struct Edge(Place From, string Cause, Place To)
{
    /// <summary>
    /// The arrows of a step; none if it leads to the same place. While the connection is open, there may be one for each of the three
    /// parallel parts.
    /// </summary>
    public static IEnumerable<Edge> Of(Passage step)
    {
        var (from, to) = (PlaceOf(step.Before.Phase), PlaceOf(step.After.Phase));
        if (from != to)
            return [new Edge(from, CauseOf(step), to), .. Entry(step.After)];
        return from != Place.Open
            ? []
            : PlacesInOpen(step.Before)
                .Zip(PlacesInOpen(step.After), (before, after) => new Edge(before, CauseInOpen(step), after))
                .Where(edge => edge.From != edge.To);
    }

    /// <summary>The arrows to the initial places.</summary>
    public static IEnumerable<Edge> Of(Connection start) =>
        [
            new Edge(
                Place.Start,
                start.Phase is Phase.Open ? "opening handshake by another program" : start.Role.ToString().ToLowerInvariant(),
                PlaceOf(start.Phase)
            ),
            .. Entry(start),
        ];

    /// <summary>The initial places of the three parallel parts.</summary>
    private static IEnumerable<Edge> Entry(Connection entered) =>
        entered.Phase is Phase.Open ? PlacesInOpen(entered).Select(place => new Edge(Place.Start, "", place)) : [];

    /// <summary>The places of an open connection as a receiver, as a sender, and as one that sends pings.</summary>
    private static IEnumerable<Place> PlacesInOpen(Connection state) =>
        [
            state.Receiving.InFrame || (state.StepBuffer.UnconsumedInput.Length > 0 && !state.InputWaits) ? Place.WithinFrame
            : state.Receiving.MessageInProgress ? Place.BetweenFragments
            : Place.BetweenMessages,
            state.Sending.InProgress ? Place.MessageHalfSent : Place.NothingHalfSent,
            state.Timer switch
            {
                TimerKind.KeepAlive => Place.UntilPing,
                TimerKind.Pong => Place.UntilPong,
                _ => Place.NoTimer,
            },
        ];

    private static Place PlaceOf(Phase phase) => phase switch
    {
        Phase.AwaitingRequest => Place.AwaitingRequest,
        Phase.AwaitingAnswer => Place.AwaitingAnswer,
        Phase.AwaitingResponse => Place.AwaitingResponse,
        Phase.ReadingRefusal => Place.ReadingRefusal,
        Phase.Closing closing => closing.Theirs.IsSome ? Place.CloseExchanged : Place.CloseSent,
        Phase.Closed(var closure) => closure.Clean ? Place.ClosedCleanly : Place.ClosedOtherwise,
        _ => Place.Open,
    };

    private static string CauseOf(Passage step) => step.Input switch
    {
        Input.Continue when step.Before.StepBuffer.Fired != TimerKind.None => CauseOf(new Input.Elapsed(step.Before.StepBuffer.Fired)),
        Input.Continue when step.Before.StepBuffer.Ended => CauseOf(new Input.EndOfStream()),
        Input.Received when step.Reports<Effect.Failed>() => "a rule is broken",
        Input.Received when step.Reports<Effect.CloseReceived>() => "close frame",
        Input.Received => step.Before.Phase switch
        {
            Phase.AwaitingRequest => "request",
            Phase.AwaitingResponse when step.Reports<Effect.Opened>() => "response 101",
            Phase.AwaitingResponse => "other response",
            _ => "end of its body",
        },
        _ => CauseOf(step.Input),
    };

    private static string CauseInOpen(Passage step) =>
        step.Input switch
        {
            Input.Received when step.Reports<Effect.PongReceived>() => "pong",
            Input.Continue when step.Before.StepBuffer.Fired != TimerKind.None => CauseOf(new Input.Elapsed(step.Before.StepBuffer.Fired)),
            Input.Continue => "part of a frame",
            Input.Received when !step.IsBeforeFrame => "more bytes",
            Input.Received => step.After.Receiving.InFrame || step.After.StepBuffer.UnconsumedInput.Length > 0 ? "part of a frame"
            : step.After.Receiving.MessageInProgress ? "first fragment"
            : "last fragment",
            _ => CauseOf(step.Input),
        };

    private static string CauseOf(Input input) => input switch
    {
        Input.Elapsed(var timer) => $"timer elapsed ({timer})",
        Input.SendPart part => part.Final ? "last part" : "first part",
        Input.EndOfStream => "end of stream",
        _ => input.GetType().Name.ToLowerInvariant(),
    };
}
