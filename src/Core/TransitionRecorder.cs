namespace Pure.WebSockets;

/// <summary>Gathers what a fold of the kernel says into the records of a transition.</summary>
internal struct TransitionRecorder
{
    private List<Output>? outputs;
    private List<Effect>? effects;

    public readonly Transition ToTransition(Connection next) =>
        new(next, outputs is null ? Seq<Output>.Empty : Seq.create<Output>(outputs.ToArray()), effects is null ? Seq<Effect>.Empty : Seq.create<Effect>(effects.ToArray()));

    /// <summary>Records all of one call but its data.</summary>
    public void Record(Connection before, in Progress progress)
    {
        if (!progress.Head.IsEmpty) (outputs ??= []).Add(new Output.Head(progress.Head));
        if (progress.HasReply) (outputs ??= []).Add(new Output.Framed(progress.Reply));
        switch (progress.Happening)
        {
            case Happening.Ping:
                Add(new Effect.PingReceived(progress.Payload));
                break;
            case Happening.Pong:
                Add(new Effect.PongReceived(progress.Payload));
                break;
            case Happening.Notice:
                foreach (var notice in progress.Notice) Add(notice);
                break;
        }

        if (progress.Deadline.Change == DeadlineChange.Start) Add(new Effect.StartTimer(progress.Deadline.Kind, progress.Deadline.After));
        if (progress.Deadline.Change == DeadlineChange.Stop) Add(new Effect.CancelTimer());
        if (progress.Next.Phase is Phase.Closed closed && before.Phase is not Phase.Closed) Add(new Effect.CloseTransport(closed.Closure));
    }

    /// <summary>Records a piece, or joins it to the message under way and records that when it ends. The message as it then is.</summary>
    public Gathered RecordData(in Progress progress, Gathered message, Delivery delivery)
    {
        if (delivery == Delivery.Pieces)
        {
            Add(new Effect.MessagePiece(progress.Kind, progress.Payload, progress.Final));
            return message;
        }

        if (!progress.Final) return message.Append(progress.Payload.Span);
        Add(new Effect.Message(progress.Kind, message.Length == 0 ? progress.Payload : message.Append(progress.Payload.Span).ToArray()));
        return Gathered.Empty;
    }

    private void Add(Effect effect) => (effects ??= []).Add(effect);
}
