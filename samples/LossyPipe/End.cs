namespace Pure.WebSockets.Samples;

/// <summary>One end: a state of the core, its timer in virtual time, and its link.</summary>
public sealed class End
{
    private readonly string name;
    private readonly Clock clock;
    private readonly Random random;
    private readonly TextWriter transcript;
    private readonly Func<Effect, IEnumerable<Input>> answer;
    private Connection state;
    private int timer;

    /// <summary>Creates an end that writes to a line, and answers effects with a function.</summary>
    public End(
        string name,
        Connection state,
        Clock clock,
        Random random,
        Wire line,
        TextWriter transcript,
        Func<Effect, IEnumerable<Input>> answer
    )
    {
        (this.name, this.state, this.clock, this.random, this.transcript, this.answer) = (name, state, clock, random, transcript, answer);
        Link = new Link(
            clock,
            line.Write,
            bytes => Apply(new Input.Received(ByteString.From(bytes))),
            () => Apply(new Input.EndOfStream()));
    }

    /// <summary>The link, to which the line passes what arrives.</summary>
    public Link Link { get; }

    /// <summary>Applies inputs in order.</summary>
    public void ApplyAll(IEnumerable<Input> inputs)
    {
        foreach (var input in inputs) Apply(input);
    }

    /// <summary>Applies one input: the next state, then the outputs, then the effects.</summary>
    public void Apply(Input input)
    {
        var (next, outputs, effects, _) = Protocol.Run(state, input, answer);
        state = next;
        foreach (var output in outputs) Link.Send(Bytes(output));
        foreach (var effect in effects) Handle(effect);
    }

    private void Handle(Effect effect)
    {
        switch (effect)
        {
            case Effect.StartTimer start:
                var number = ++timer;
                clock.After(start.After, () =>
                {
                    if (number == timer) Apply(new Input.Elapsed(start.Timer));
                });
                break;
            case Effect.CancelTimer:
                timer++;
                break;
            case Effect.CloseTransport end:
                timer++;
                Link.SendEnd();
                Print($"the connection has ended with {end.Result.Code}{(end.Result.Clean ? ", cleanly" : "")}");
                break;
            default:
                Print(Describe(effect));
                break;
        }
    }

    private static string Describe(Effect effect) => effect switch
    {
        Effect.UpgradeRequested request => $"a client asks for {request.Request.Target}",
        Effect.Opened opened => $"the connection is open{(opened.Agreement.Compression.IsSome ? ", with compression" : "")}",
        Effect.Message message => $"received \"{message.Text}\"",
        Effect.PingReceived => "received a ping",
        Effect.PongReceived => "received a pong",
        Effect.CloseReceived close => $"received a close frame with {close.Status.Code}",
        Effect.Failed failed => $"failed: {failed.Error}",
        _ => $"{effect}",
    };

    private void Print(string what) => transcript.WriteLine($"{clock.Now.TotalSeconds,7:0.000} s  {name}  {what}");

    private ReadOnlyMemory<byte> Bytes(Output output) => output switch
    {
        Output.Head head => head.Bytes.Memory,
        Output.Framed framed when state.Role == Role.Client => FrameEncoder.Encode(framed.Value, NewKey()),
        Output.Framed framed => FrameEncoder.Encode(framed.Value),
        _ => default,
    };

    private MaskKey NewKey() => new((uint)random.NextInt64(1L << 32));
}
