namespace Pure.WebSockets;

/// <summary>A broken rule, as a value.</summary>
/// <param name="Code">
/// The close code that the RFC defines for the error, or <see cref="CloseCode.AbnormalClosure"/> if no close frame can be sent.
/// </param>
/// <param name="Rule">The rule by its section, such as "RFC 6455 §5.1".</param>
/// <param name="Seen">A sentence about what was seen and what the rule requires.</param>
public sealed record ProtocolError(int Code, string Rule, string Seen)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} ({Rule}): {Seen}";
}
