namespace Pure.WebSockets;

/// <summary>An error that ends a connection, such as a broken rule of the protocol or an expired time limit.</summary>
/// <param name="Code">
/// The close code that reports the error to the peer, or <see cref="CloseCode.AbnormalClosure"/> if the error is not reported in a close
/// frame.
/// </param>
/// <param name="Rule">The section of the RFC that contains the rule, such as "RFC 6455 §5.1".</param>
/// <param name="Seen">A short description of the error, such as "the text is not valid UTF-8".</param>
public sealed record ProtocolError(int Code, string Rule, string Seen)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} ({Rule}): {Seen}";
}
