namespace Pure.WebSockets.Conformance;

/// <summary>
/// A WebSocket implementation that is tested in memory and in virtual time. The peer processes all bytes of a connection, including the
/// opening handshake. The peer does not need a clock, because the current time is an argument of each method.
/// </summary>
internal interface IMemoryPeer
{
    /// <summary>The virtual time at which <see cref="Elapse"/> must be called, or None if no timer of the peer is running.</summary>
    Option<TimeSpan> Deadline { get; }

    /// <summary>
    /// Whether the peer has ended the transport. The bytes that the peer has already returned are still processed, but no more bytes are
    /// passed to the peer.
    /// </summary>
    bool HasEnded { get; }

    /// <summary>Starts the connection. Returns the opening request if the peer is a client; otherwise, an empty block.</summary>
    ByteString Begin(TimeSpan now);

    /// <summary>
    /// Passes bytes to the peer and returns the bytes that the peer sends. An empty block means that the tester has ended its output.
    /// </summary>
    ByteString Receive(ByteString octets, TimeSpan now);

    /// <summary>Notifies the peer that its deadline has been reached, and returns the bytes that the peer sends.</summary>
    ByteString Elapse(TimeSpan now);
}
