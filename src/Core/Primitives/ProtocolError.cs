namespace Pure.WebSockets;

/// <summary>A violation of a rule of the protocol.</summary>
/// <param name="Code">
/// The close code that the RFC defines for the error, or <see cref="CloseCode.AbnormalClosure"/> if no close frame can be sent.
/// </param>
/// <param name="Rule">The section of the RFC that contains the rule, such as "RFC 6455 §5.1".</param>
/// <param name="Seen">A short description of the violation, such as "the text is not valid UTF-8".</param>
public sealed record ProtocolError(int Code, string Rule, string Seen)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} ({Rule}): {Seen}";
}
