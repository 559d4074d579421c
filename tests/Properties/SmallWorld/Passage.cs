namespace Pure.WebSockets.Properties;

/// <summary>One step in a small world: the facts before it, the input, the result, and whether the state after it is new.</summary>
internal sealed record Passage(World World, Connection Before, Watch Was, Letter Letter, Transition Transition, Watch Is, bool IsNew)
{
    public Connection After => Transition.Next;

    public Input Input => Letter.Input;

    public Effect[] Effects { get; } = Transition.Effects.IsEmpty ? [] : [.. Transition.Effects];

    public Frame[] Frames { get; } =
        Transition.Outputs.IsEmpty ? [] : [.. Transition.Outputs.OfType<Output.Framed>().Select(output => output.Value)];

    public bool SaysNothing => Effects.Length == 0 && Transition.Outputs.IsEmpty;

    public bool ChangesNothing => SaysNothing && ReferenceEquals(Before, After);

    /// <summary>Whether the peer's next byte is the first of a frame.</summary>
    public bool IsBeforeFrame =>
        Before.Phase is Phase.Open or Phase.Closing { Theirs.IsSome: false }
        && !Before.Receiving.InFrame
        && Before.StepBuffer.UnconsumedInput.Length == 0
        && !Before.InputWaits;

    public bool Reports<T>()
        where T : Effect => Effects.Exists(effect => effect is T);

    public Option<T> Reported<T>()
        where T : Effect => Effects.OfType<T>().HeadOrNone();

    /// <summary>The effects before the peer's close frame and before a failure, where frames are read.</summary>
    public IEnumerable<Effect> EffectsWhileReading => Effects.TakeWhile(effect => effect is not (Effect.CloseReceived or Effect.Failed));
}
