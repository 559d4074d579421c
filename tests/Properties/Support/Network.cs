namespace Pure.WebSockets.Properties;

/// <summary>Two cores joined by wires that deliver bytes in order, any number at a time.</summary>
internal sealed class Network
{
    private readonly End client;
    private readonly End server;
    private MaskKey key;

    public Network(Dialogue dialogue)
    {
        key = new MaskKey(dialogue.Keys);
        server = new End(Connection.Server(dialogue.Server));
        client = new End(
            Connection
                .Client(Conversation.Offer, Conversation.Nonce, dialogue.Client)
                .Match(Right: start => start, Left: refusal => throw new InvalidOperationException(refusal.ToString()))
        );
        Happen(server, new Input.Start());
        Happen(client, new Input.Start());
        foreach (var turn in dialogue.Turns)
        {
            if (turn.Says.Case is Input input) Say(Of(turn.Side), input);
            else Arrive(Of(turn.Side), turn.Arrive);
        }

        Settle();
    }

    /// <summary>The bytes that the two sides wrote, in order.</summary>
    public List<(Role Sender, byte[] Bytes)> Log { get; } = [];

    public End Of(Role role) => role == Role.Client ? client : server;

    /// <summary>Delivers all bytes in transit, and the ends of the streams.</summary>
    private void Settle()
    {
        while (client.Wire.Count + server.Wire.Count > 0)
        {
            Arrive(client, int.MaxValue);
            Arrive(server, int.MaxValue);
        }

        if (server.State.Phase is Phase.Closed) Happen(client, new Input.EndOfStream());
        if (client.State.Phase is Phase.Closed) Happen(server, new Input.EndOfStream());
    }

    private void Say(End end, Input input)
    {
        if (end.State.Phase is not Phase.Open || !Happen(end, input)) return;
        if (input is Input.Send(var kind, var data)) end.Sent.Add(new Effect.Message(kind, data));
        if (input is not Input.SendPart(var partKind, var part, var final)) return;
        end.Parts.AddRange(part.Memory.Span);
        if (!final) return;
        end.Sent.Add(new Effect.Message(partKind, end.Parts.ToArray()));
        end.Parts.Clear();
    }

    private void Arrive(End end, int most)
    {
        var bytes = end.Wire.Take(Math.Min(most, end.Wire.Count)).ToArray();
        end.Wire.RemoveRange(0, bytes.Length);
        Happen(end, new Input.Received(bytes));
    }

    /// <summary>Whether the input was not rejected.</summary>
    private bool Happen(End end, Input input)
    {
        var transition = Protocol.Run(
            end.State,
            input,
            static effect =>
                effect is Effect.UpgradeRequested
                    ? [new Input.Accept(new Acceptance("superchat", Seq<Header>.Empty))]
                    : []
        );
        end.State = transition.Next;
        end.Told.Add(transition);
        foreach (var output in transition.Outputs)
        {
            var bytes = Encode(end, output);
            Log.Add((end.State.Role, bytes));
            (ReferenceEquals(end, client) ? server : client).Wire.AddRange(bytes);
        }

        return !transition.Effects.Exists(effect => effect is Effect.Misused);
    }

    private byte[] Encode(End end, Output output)
    {
        if (output is not Output.Framed(var frame)) return ((Output.Head)output).Bytes.ToArray();
        if (end.State.Role == Role.Server) return FrameEncoder.Encode(frame);
        key = new MaskKey((key.Bits * 2_654_435_761) + 1);
        return FrameEncoder.Encode(frame, key);
    }

    /// <summary>One side: its state, the bytes in transit to it, what it sent and what it received.</summary>
    internal sealed class End(Connection state)
    {
        public Connection State { get; set; } = state;

        public List<byte> Wire { get; } = [];

        public List<Effect.Message> Sent { get; } = [];

        public List<byte> Parts { get; } = [];

        public Recording Told { get; } = new();
    }
}
