namespace Pure.WebSockets.Host;

/// <summary>
/// What becomes of a message while <see cref="HostOptions.MaxUnsentBytes"/> wait for the peer. Parts of a message always wait: half of
/// one is of no use.
/// </summary>
public enum SlowPeerPolicy : byte
{
    /// <summary>The send waits for room.</summary>
    Wait,

    /// <summary>
    /// The message is dropped, whole, and the send completes as if nothing had happened. For what is soon out of date: prices, positions.
    /// </summary>
    Drop,

    /// <summary>
    /// The connection is closed with 1013, and the send fails with <see cref="WebSocketClosedException"/>. For what must not have gaps:
    /// the peer comes again, and begins anew.
    /// </summary>
    Close,
}
