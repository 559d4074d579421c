namespace Pure.WebSockets.Properties;

/// <summary>
/// What a run told, in the form in which the laws compare runs: pieces joined to messages, of the timer only its last setting.
/// </summary>
internal sealed record Told(Seq<Output> Outputs, Seq<Effect> Effects, Option<Effect> Timer, Octets Unfinished, Connection State)
{
    public bool Failed => Effects.Exists(effect => effect is Effect.Failed);

    public int Messages => Effects.Count(effect => effect is Effect.Message);

    public override string ToString() =>
        string.Join(
            "\n  ",
            Outputs
                .Map(output => $"out {output}")
                .Concat(Effects.Map(effect => $"told {effect}"))
                .Append([$"timer {Timer}", $"unfinished {Unfinished}", $"state {State}"])
                .Prepend("")
        );
}

/// <summary>Gathers what the steps of a run tell.</summary>
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
    /// Pieces of a message that then fails may differ from run to run, so they are not told; nor are those that the state itself holds.
    /// </summary>
    public Told ToTold(Connection state) => new(
        new Seq<Output>(outputs.ToArray()),
        new Seq<Effect>(effects.ToArray()),
        timer,
        state.Options.Delivery == Delivery.Whole || effects.Exists(effect => effect is Effect.Failed) ? Octets.Empty : unfinished.ToArray(),
        state);
}
