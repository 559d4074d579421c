namespace Pure.WebSockets.Host;

/// <summary>
/// The application asked for what the protocol does not allow: text that is not UTF-8, a reason of 200 bytes. Nothing was sent and the
/// connection is as it was.
/// </summary>
public sealed class WebSocketMisuseException : InvalidOperationException
{
    internal WebSocketMisuseException(Refusal refusal)
        : base(refusal.ToString()) => Refusal = refusal;

    /// <summary>The rule, by its section, and what is wrong.</summary>
    public Refusal Refusal { get; }
}
