namespace Pure.WebSockets.Host;

/// <summary>
/// The policy for a message that is sent when the unsent data has reached <see cref="ConnectionHostOptions.MaxUnsentBytes"/> because the
/// peer reads too slowly. Messages that are sent in parts always wait, because an incomplete message cannot be used.
/// </summary>
public enum SlowPeerPolicy : byte
{
    /// <summary>The send waits for free space in the send buffer.</summary>
    Wait,

    /// <summary>
    /// The message is dropped as a whole, and the send completes normally. This policy is suitable for data that soon becomes outdated,
    /// such as prices.
    /// </summary>
    Drop,

    /// <summary>
    /// The connection is closed with status code 1013, and the send throws <see cref="WebSocketClosedException"/>. This policy is suitable
    /// for data that must not have gaps. The peer can reconnect and receive all data from the beginning.
    /// </summary>
    Close,
}
