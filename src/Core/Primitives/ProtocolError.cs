namespace Pure.WebSockets;

/// <summary>A rule that was broken, as a value: whoever reads a log learns why a connection failed.</summary>
/// <param name="Code">The close code that the RFC names for it; <see cref="CloseCode.AbnormalClosure"/> where no close frame could be
/// sent.</param>
/// <param name="Rule">The rule by its section, as "RFC 6455 §5.1".</param>
/// <param name="Seen">What was seen, and what the rule wants.</param>
public sealed record ProtocolError(int Code, string Rule, string Seen)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} ({Rule}): {Seen}";
}
