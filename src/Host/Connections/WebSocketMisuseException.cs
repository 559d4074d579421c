namespace Pure.WebSockets.Host;

/// <summary>
/// The application asked for something that the protocol does not allow, such as text that is not UTF-8, or a close reason of 200 bytes.
/// Nothing was sent, and the connection did not change.
/// </summary>
public sealed class WebSocketMisuseException : InvalidOperationException
{
    internal WebSocketMisuseException(Misuse refusal)
        : base(refusal.ToString()) => Misuse = refusal;

    /// <summary>The section of the rule, and the violation of it.</summary>
    public Misuse Misuse { get; }
}
