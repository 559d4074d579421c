namespace Pure.WebSockets;

/// <summary>
/// The result of a step. Every part may be kept indefinitely: data from the peer is newly allocated, and data that the application sends is
/// referred to (<see cref="Input"/>).
/// </summary>
/// <param name="Next">The state after the step.</param>
/// <param name="Outputs">The frames and heads to write, in order.</param>
/// <param name="Effects">The events, in order.</param>
/// <param name="InputWaits">
/// Whether input waits in the state, because the step stopped after an effect that the application may answer. Apply the application's
/// answers, then continue with <see cref="Input.Continue"/>. It is false while an upgrade request awaits its answer, since nothing can
/// continue before. <see cref="Protocol.Run"/> continues on its own.
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

/// <summary>Collects the results of a fold of the kernel into the records of a transition.</summary>
internal struct TransitionRecorder
{
    private Few<Output> outputs;
    private Few<Effect> effects;

    /// <summary>The number of effects so far.</summary>
    public readonly int Effects => effects.Count;

    public readonly Effect EffectAt(int place) => effects[place];

    public readonly Transition ToTransition(Connection next) => new(next, outputs.ToSeq(), effects.ToSeq(), next.InputWaits);

    /// <summary>Records the result of one call, except its data.</summary>
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

    public void Add(Effect effect) => effects.Add(effect);

    /// <summary>A list that is usually empty or has one element. In these cases it allocates no array.</summary>
    private struct Few<T>
        where T : class
    {
        private const int FirstLength = 4;

        private T? only;
        private T[]? all;
        private int count;

        public readonly int Count => count;

        public readonly T this[int place] => all is not null ? all[place] : only!;

        public void Add(T item)
        {
            if (count == 0)
            {
                only = item;
            }
            else
            {
                if (all is null) (all = new T[FirstLength])[0] = only!;
                else if (count == all.Length) Array.Resize(ref all, 2 * count);

                // The span avoids the array's check of the type of each item, which is slow because T is abstract.
                all.AsSpan()[count] = item;
            }

            count++;
        }

        // Seq.create would copy the items once more.
        public readonly Seq<T> ToSeq() =>
            all is not null ? Seq<T>.Empty.Concat(new ArraySegment<T>(all, 0, count))
            : count == 1 ? Prelude.Seq1(only!)
            : Seq<T>.Empty;
    }
}
