namespace Pure.WebSockets;

/// <summary>
/// The result of a step. The caller can store every part of the result indefinitely, because a step copies data from the peer to new
/// memory. However, the payload of an output can be in memory that the application passed with an <see cref="Input"/>.
/// </summary>
/// <param name="Next">The state after the step.</param>
/// <param name="Outputs">The frames and heads to write, in order.</param>
/// <param name="Effects">The effects, in order.</param>
/// <param name="InputWaits">
/// Whether the next state stores input that <see cref="Input.Continue"/> can process. A step stores unprocessed input when it stops after
/// an effect that the application can answer. If the value is true, apply the application's answers, and then pass
/// <see cref="Input.Continue"/>. The value is false while the application has not answered an upgrade request, because no input can be
/// processed before the answer. <see cref="Protocol.Run"/> processes the waiting input automatically.
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

    /// <summary>The number of effects that have been recorded so far.</summary>
    public readonly int Effects => effects.Count;

    public readonly Effect EffectAt(int place) => effects[place];

    public readonly Transition ToTransition(Connection next) => new(next, outputs.ToSeq(), effects.ToSeq(), next.InputWaits);

    /// <summary>Records the result of a kernel call that delivered no piece of a message.</summary>
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
                foreach (var effect in progress.Lifecycle) Add(effect);
                break;
        }

        if (progress.Deadline.Change == DeadlineChange.Start) Add(new Effect.StartTimer(progress.Deadline.Kind, progress.Deadline.After));
        if (progress.Deadline.Change == DeadlineChange.Stop) Add(new Effect.CancelTimer());
        if (progress.Next.Phase is Phase.Closed closed && before.Phase is not Phase.Closed) Add(new Effect.CloseTransport(closed.Result));
    }

    public void Add(Effect effect) => effects.Add(effect);

    /// <summary>A list that usually has at most one element. An array is allocated only if there is more than one element.</summary>
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

                // The item is stored through a span. A direct store to the array would check the type of the item at run time. This check
                // is slow, because T is an abstract type.
                all.AsSpan()[count] = item;
            }

            count++;
        }

        public readonly Seq<T> ToSeq() =>
            all is not null ? Seq.create<T>(all.AsSpan(0, count).ToArray())
            : count == 1 ? Prelude.Seq1(only!)
            : Seq<T>.Empty;
    }
}
