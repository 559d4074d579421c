namespace Pure.WebSockets.Host;

/// <summary>
/// How a message is handled when the unsent data has reached <see cref="ConnectionHostOptions.MaxUnsentBytes"/> because the peer reads too
/// slowly. Parts of a message always wait, because half of a message is useless.
/// </summary>
public enum SlowPeerPolicy : byte
{
    /// <summary>The send waits for room.</summary>
    Wait,

    /// <summary>
    /// The message is dropped as a whole, and the send completes normally. Use this for data that is soon out of date, such as prices.
    /// </summary>
    Drop,

    /// <summary>
    /// The connection is closed with 1013, and the send throws <see cref="WebSocketClosedException"/>. Use this for data that must not have
    /// gaps: the peer connects again and starts from the beginning.
    /// </summary>
    Close,
}
