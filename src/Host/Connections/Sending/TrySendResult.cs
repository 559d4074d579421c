namespace Pure.WebSockets.Host;

/// <summary>The result of <see cref="WebSocketConnection.TrySend"/>.</summary>
public enum TrySendResult : byte
{
    /// <summary>The message was accepted. The message is sent unless the transport fails.</summary>
    Accepted,

    /// <summary>
    /// The unsent data has reached <see cref="ConnectionHostOptions.MaxUnsentBytes"/>, another message is being sent in parts, or an
    /// earlier send is still waiting. The caller can try again later, or can await a send.
    /// </summary>
    Full,

    /// <summary>A close frame was sent, or the connection is closed. No more messages can be sent.</summary>
    Closed,
}
