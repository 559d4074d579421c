namespace Pure.WebSockets.Properties;

/// <summary>
/// The result of a run whose application answered: what the peer received and what the application received, in one order; the last setting
/// of the timer; the state.
/// </summary>
internal sealed record Answered(Seq<object> All, Option<Effect> Timer, Connection State)
{
    public Seq<Effect> Heard => All.OfType<(string, Effect)>().Select(heard => heard.Item2).ToSeq();

    public Seq<Effect> Told => All.OfType<Effect>().ToSeq();

    public override string ToString() =>
        string.Join("\n  ", (string?[])["", .. All.Map(one => one.ToString()), $"timer {Timer}", $"state {State}"]);
}

/// <summary>
/// Collects the result of a run with answers. Outputs are recorded as the other side decodes them, so that fragmentation and compression
/// make no difference. Pieces are joined; a message that never ends is not recorded.
/// </summary>
internal sealed class AnsweredRun(bool streams)
{
    private static readonly ConnectionOptions Roomy = new()
    {
        Limits = new Limits
        {
            MaxFrameBytes = int.MaxValue,
            MaxMessageBytes = int.MaxValue,
            MaxInflatedBytes = int.MaxValue,
            MaxFragments = int.MaxValue,
        },
    };

    private readonly List<object> all = [];
    private readonly List<byte> pieces = [];
    private Option<Effect> timer;
    private Connection? peer;

    public void Add(Output output, Connection speaker)
    {
        if (output is not Output.Framed(var frame))
        {
            all.Add(output);
            return;
        }

        peer ??= Connection.CreateOpen(speaker.Role == Role.Server ? Role.Client : Role.Server, speaker.Agreement, Roomy);
        var bytes = speaker.Role == Role.Server ? FrameEncoder.Encode(frame) : FrameEncoder.Encode(frame, new MaskKey(7));
        var (next, _, effects, _) = Protocol.Run(peer, new Input.Received(bytes), static _ => []);
        peer = next;
        foreach (var effect in effects)
            if (effect is not (Effect.StartTimer or Effect.CancelTimer or Effect.CloseTransport)) all.Add(("the peer heard", effect));
    }

    public void Add(Effect effect)
    {
        switch (effect)
        {
            case Effect.StartTimer or Effect.CancelTimer:
                timer = effect;
                break;
            case Effect.MessagePiece(var kind, var data, var final):
                pieces.AddRange(data.Memory.Span);
                if (!final) break;
                all.Add(new Effect.Message(kind, pieces.ToArray()));
                pieces.Clear();
                break;
            case Effect.Misused when streams:
                // As many as there were pieces.
                break;
            default:
                all.Add(effect);
                break;
        }
    }

    public Answered ToAnswered(Connection state) => new(Seq.create<object>(all.ToArray()), timer, state);

    /// <summary>In the record form, by hand: each effect is answered when it occurs, then the waiting input continues.</summary>
    public static Answered ByStep(Connection start, IEnumerable<Input> inputs, Application application)
    {
        var run = new AnsweredRun(application.Streams);
        var state = start;
        foreach (var input in inputs)
        {
            Take(input);
            while (state.InputWaits) Take(new Input.Continue());
        }

        return run.ToAnswered(state);

        void Take(Input input)
        {
            var (next, outputs, effects, _) = Protocol.Step(state, input);
            state = next;
            foreach (var output in outputs) run.Add(output, state);
            foreach (var effect in effects) run.Add(effect);
            foreach (var effect in effects)
                foreach (var answer in application.Answer(effect)) Take(answer);
        }
    }

    /// <summary>
    /// In the record form, by <see cref="Protocol.Run"/>. What the peer received and what the application received are each in order.
    /// </summary>
    public static Answered ByRun(Connection start, IEnumerable<Input> inputs, Application application)
    {
        var (heard, told) = (new AnsweredRun(application.Streams), new AnsweredRun(application.Streams));
        var state = start;
        foreach (var input in inputs)
        {
            var (next, outputs, effects, waits) = Protocol.Run(state, input, application.Answer);
            Assert.False(waits);
            state = next;
            foreach (var output in outputs) heard.Add(output, state);
            foreach (var effect in effects) told.Add(effect);
        }

        var (all, timer, _) = told.ToAnswered(state);
        return new Answered(heard.ToAnswered(state).All + all, timer, state);
    }
}
