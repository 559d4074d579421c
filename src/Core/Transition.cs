namespace Pure.WebSockets;

/// <summary>
/// What a step gives. Every part may be kept for ever: what came from the peer is freshly made, and what the application gave to send is
/// referred to, as <see cref="Input"/> says.
/// </summary>
/// <param name="Next">The state after the step.</param>
/// <param name="Outputs">What to write, in order.</param>
/// <param name="Effects">What happened, in order.</param>
/// <param name="InputWaits">
/// Whether input waits in the state: the step stopped after an effect that the application may answer. Take its answers, then go on with
/// <see cref="Input.Continue"/>. It is false while an upgrade request awaits its answer, as nothing goes on before that.
/// <see cref="Protocol.Run"/> goes on by itself.
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
