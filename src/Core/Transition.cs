namespace Pure.WebSockets;

/// <summary>What a step gives. Every part may be kept for ever: what came from the peer is freshly made, and what the application gave to send is referred to, as <see cref="Input"/> says.</summary>
/// <param name="Next">The state after the step.</param>
/// <param name="Outputs">What to write, in order.</param>
/// <param name="Effects">What happened, in order.</param>
public sealed record Transition(Connection Next, Seq<Output> Outputs, Seq<Effect> Effects)
{
    /// <inheritdoc/>
    public bool Equals(Transition? other) =>
        other is not null && Next == other.Next && ByContent.Same(Outputs, other.Outputs) && ByContent.Same(Effects, other.Effects);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Next, ByContent.Hash(Outputs), ByContent.Hash(Effects));
}
