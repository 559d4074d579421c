namespace Pure.WebSockets.Properties;

/// <summary>
/// The result of a run in the form that the laws compare: pieces joined to messages, and only the last setting of the timer.
/// </summary>
internal sealed record Told(Seq<Output> Outputs, Seq<Effect> Effects, Option<Effect> Timer, ByteString Unfinished, Connection State)
{
    public bool Failed => Effects.Exists(effect => effect is Effect.Failed);

    public int Messages => Effects.Count(effect => effect is Effect.Message);

    public override string ToString() =>
        string.Join(
            "\n  ",
            (string[])
                [
                    "",
                    .. Outputs.Map(output => $"out {output}"),
                    .. Effects.Map(effect => $"told {effect}"),
                    $"timer {Timer}",
                    $"unfinished {Unfinished}",
                    $"state {State}",
                ]
        );
}

/// <summary>Collects the results of the steps of a run.</summary>
internal sealed class Recording
{
    private readonly List<Output> outputs = [];
    private readonly List<Effect> effects = [];
    private readonly List<byte> unfinished = [];
    private Option<Effect> timer;

    public void Add(Output output) => outputs.Add(output);

    public void Add(Transition transition)
    {
        outputs.AddRange(transition.Outputs);
        foreach (var effect in transition.Effects) Add(effect);
    }

    public void Add(Effect effect)
    {
        switch (effect)
        {
            case Effect.StartTimer or Effect.CancelTimer:
                timer = effect;
                break;
            case Effect.MessagePiece(var kind, var data, var final):
                unfinished.AddRange(data.Memory.Span);
                if (!final) break;
                effects.Add(new Effect.Message(kind, unfinished.ToArray()));
                unfinished.Clear();
                break;
            default:
                effects.Add(effect);
                break;
        }
    }

    /// <summary>
    /// Pieces of a message that fails later may differ between runs, so they are not recorded. Neither are pieces that the state itself
    /// stores.
    /// </summary>
    public Told ToTold(Connection state) =>
        new(
            new Seq<Output>(outputs.ToArray()),
            new Seq<Effect>(effects.ToArray()),
            timer,
            state.Options.Delivery == Delivery.Whole || effects.Exists(effect => effect is Effect.Failed)
                ? ByteString.Empty
                : unfinished.ToArray(),
            state
        );
}
