namespace Pure.WebSockets.Conformance;

/// <summary>
/// An implementation under test, in memory and in virtual time: bytes in, bytes out, from the first byte of the opening handshake to the
/// last. The peer receives the current time as an argument and reads no clock.
/// </summary>
internal interface IMemoryPeer
{
    /// <summary>When <see cref="Elapse"/> must be called. It is None if the peer waits only for bytes.</summary>
    Option<TimeSpan> Deadline { get; }

    /// <summary>
    /// Whether the peer has ended the transport. Bytes that it sent before are still processed, and it receives no more bytes.
    /// </summary>
    bool HasEnded { get; }

    /// <summary>Starts the connection. A client returns its request, and a server returns nothing.</summary>
    ByteString Begin(TimeSpan now);

    /// <summary>Receives bytes and returns the answer. An empty block means that the tester has ended its output.</summary>
    ByteString Receive(ByteString octets, TimeSpan now);

    /// <summary>Handles the deadline and returns the bytes to send.</summary>
    ByteString Elapse(TimeSpan now);
}
