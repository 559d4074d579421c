namespace Pure.WebSockets.Host;

/// <summary>The result of <see cref="WebSocketConnection.TrySend"/>.</summary>
public enum TrySendResult : byte
{
    /// <summary>The message was accepted. It is sent, unless the transport fails.</summary>
    Accepted,

    /// <summary>
    /// The unsent data has reached <see cref="ConnectionHostOptions.MaxUnsentBytes"/>, or another message is being sent in parts. Try again
    /// later, or await a send.
    /// </summary>
    Full,

    /// <summary>A close frame was sent, or the connection is closed. Nothing can be sent any more.</summary>
    Closed,
}
