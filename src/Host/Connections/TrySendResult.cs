namespace Pure.WebSockets.Host;

/// <summary>What became of a message that was not to wait.</summary>
public enum TrySendResult : byte
{
    /// <summary>It was taken over: it will be sent, unless the wire breaks.</summary>
    Accepted,

    /// <summary>
    /// <see cref="HostOptions.MaxUnsentBytes"/> wait for the peer, or another message is under way in parts. Try again later, or await a
    /// send.
    /// </summary>
    Full,

    /// <summary>A close frame was sent, or the connection is over: nothing will ever be sent again.</summary>
    Closed,
}
