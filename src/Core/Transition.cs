namespace Pure.WebSockets;

/// <summary>
/// The result of a step. The caller can keep every part of it indefinitely, because data from the peer is in newly allocated memory. The
/// payload of an output can be in memory that the application passed with an <see cref="Input"/>.
/// </summary>
/// <param name="Next">The state after the step.</param>
/// <param name="Outputs">The frames and heads to write, in order.</param>
/// <param name="Effects">The effects, in order.</param>
/// <param name="InputWaits">
/// Whether input waits in the state because the step stopped after an effect that the application can answer. Apply the application's
/// answers, and then pass <see cref="Input.Continue"/>. The value is false while an upgrade request waits for its answer, because no input
/// can be processed before that answer. <see cref="Protocol.Run"/> continues automatically.
/// </param>
public sealed record Transition(Connection Next, Seq<Output> Outputs, Seq<Effect> Effects, bool InputWaits)
{
    /// <inheritdoc/>
    public bool Equals(Transition? other) =>
        other is not null
        && Next == other.Next
        && ByContent.Same(Outputs, other.Outputs)
        && ByContent.Same(Effects, other.Effects)
        && InputWaits == other.InputWaits;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Next, ByContent.Hash(Outputs), ByContent.Hash(Effects), InputWaits);
}

/// <summary>Collects the results of kernel calls and converts them to a <see cref="Transition"/>.</summary>
internal struct TransitionRecorder
{
    private Few<Output> outputs;
    private Few<Effect> effects;

    /// <summary>The number of effects so far.</summary>
    public readonly int Effects => effects.Count;

    public readonly Effect EffectAt(int place) => effects[place];

    public readonly Transition ToTransition(Connection next) => new(next, outputs.ToSeq(), effects.ToSeq(), next.InputWaits);

    /// <summary>Records the result of one kernel call, except for a piece of a message.</summary>
    public void Record(Connection before, in StepResult progress)
    {
        if (!progress.Head.IsEmpty) outputs.Add(new Output.Head(progress.Head));
        if (progress.HasReply) outputs.Add(new Output.Framed(progress.Reply));
        switch (progress.Event)
        {
            case StepEvent.Ping:
                Add(new Effect.PingReceived(progress.Payload));
                break;
            case StepEvent.Pong:
                Add(new Effect.PongReceived(progress.Payload));
                break;
            case StepEvent.Lifecycle:
                foreach (var notice in progress.Lifecycle) Add(notice);
                break;
        }

        if (progress.Deadline.Change == DeadlineChange.Start) Add(new Effect.StartTimer(progress.Deadline.Kind, progress.Deadline.After));
        if (progress.Deadline.Change == DeadlineChange.Stop) Add(new Effect.CancelTimer());
        if (progress.Next.Phase is Phase.Closed closed && before.Phase is not Phase.Closed) Add(new Effect.CloseTransport(closed.Result));
    }

    /// <summary>
    /// Records the received piece as an effect if messages are delivered in pieces. Otherwise, appends the piece to the message in
    /// progress, and records the message when it is complete. Returns the message in progress after this piece.
    /// </summary>
    public ByteRope RecordData(in StepResult progress, ByteRope message, Delivery delivery)
    {
        if (delivery == Delivery.Pieces)
        {
            Add(new Effect.MessagePiece(progress.Kind, progress.Payload, progress.Final));
            return message;
        }

        if (!progress.Final) return message.Append(progress.Payload.Span);
        Add(new Effect.Message(progress.Kind, message.Length == 0 ? progress.Payload : message.Append(progress.Payload.Span).ToArray()));
        return ByteRope.Empty;
    }

    public void Add(Effect effect) => effects.Add(effect);

    /// <summary>A list that usually has at most one element. An inner list is allocated only if there are more elements.</summary>
    private struct Few<T>
        where T : class
    {
        private T? only;
        private List<T>? all;

        public readonly int Count => all?.Count ?? (only is null ? 0 : 1);

        public readonly T this[int place] => all is not null ? all[place] : only!;

        public void Add(T item)
        {
            if (all is not null) all.Add(item);
            else if (only is null) only = item;
            else all = new List<T> { only, item };
        }

        public readonly Seq<T> ToSeq() => all is not null ? Seq.create(all.ToArray()) : only is not null ? Seq.create(only) : Seq<T>.Empty;
    }
}
