namespace Pure.WebSockets.Host;

/// <summary>
/// The exception that is thrown if the application makes a call that the protocol does not allow. Examples are text that is not valid
/// UTF-8, and a close reason that is longer than 123 bytes. A call that throws this exception has sent nothing and has not changed the
/// connection. However, if the call sends a stream or a sequence of pieces, earlier fragments can already have been sent. In this case, the
/// connection is closed.
/// </summary>
public sealed class WebSocketMisuseException : InvalidOperationException
{
    internal WebSocketMisuseException(Misuse refusal)
        : base(refusal.ToString()) => Misuse = refusal;

    /// <summary>The RFC section of the violated rule and a description of the violation.</summary>
    public Misuse Misuse { get; }
}
