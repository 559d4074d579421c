namespace Pure.WebSockets.Conformance;

/// <summary>
/// A WebSocket implementation that is tested in memory and in virtual time. The peer receives and returns all bytes of a connection, from
/// the opening handshake to the end. The methods receive the current time as an argument, so the peer does not need a clock.
/// </summary>
internal interface IMemoryPeer
{
    /// <summary>The time at which <see cref="Elapse"/> must be called. The value is None if the peer waits only for bytes.</summary>
    Option<TimeSpan> Deadline { get; }

    /// <summary>
    /// Whether the peer has ended the transport. Bytes that the peer sent before the end are still processed, but the peer receives no more
    /// bytes.
    /// </summary>
    bool HasEnded { get; }

    /// <summary>Starts the connection. A client returns its request, and a server returns an empty block.</summary>
    ByteString Begin(TimeSpan now);

    /// <summary>
    /// Passes bytes to the peer and returns the bytes that the peer sends. An empty input means that the tester has ended its output.
    /// </summary>
    ByteString Receive(ByteString octets, TimeSpan now);

    /// <summary>Informs the peer that its deadline has been reached. Returns the bytes that the peer sends.</summary>
    ByteString Elapse(TimeSpan now);
}
