namespace Pure.WebSockets;

/// <summary>The result of a call to an <see cref="Observer"/>.</summary>
/// <param name="Next">The next state of the observer.</param>
/// <param name="Events">The events that the bytes caused, in order.</param>
public sealed record ObservedStep(Observer Next, Seq<Observed> Events)
{
    /// <inheritdoc/>
    public bool Equals(ObservedStep? other) => other is not null && Next == other.Next && ByContent.Same(Events, other.Events);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Next, ByContent.Hash(Events));
}
