namespace Pure.WebSockets.Host;

/// <summary>
/// What happens to a message while <see cref="ConnectionHostOptions.MaxUnsentBytes"/> wait for the peer. Parts of a message always wait:
/// half of a message is of no use.
/// </summary>
public enum SlowPeerPolicy : byte
{
    /// <summary>The send waits for room.</summary>
    Wait,

    /// <summary>
    /// The message is dropped as a whole, and the send completes normally. For data that is soon out of date, such as prices.
    /// </summary>
    Drop,

    /// <summary>
    /// The connection is closed with 1013, and the send throws <see cref="WebSocketClosedException"/>. For data that must not have gaps:
    /// the peer connects again and starts anew.
    /// </summary>
    Close,
}
