namespace Pure.WebSockets.Conformance;

/// <summary>
/// An implementation under test, in memory and in virtual time: bytes in, bytes out, from the first byte of the opening handshake to the
/// last. It is given the time and reads no clock.
/// </summary>
internal interface IMemoryPeer
{
    /// <summary>When <see cref="Elapse"/> must be called. It is None if the peer waits only for bytes.</summary>
    Option<TimeSpan> Deadline { get; }

    /// <summary>Whether it has ended the transport. What it sent before counts, and it receives nothing more.</summary>
    bool HasEnded { get; }

    /// <summary>Starts the connection. A client returns its request, a server nothing.</summary>
    ByteString Begin(TimeSpan now);

    /// <summary>Receives bytes and returns the answer. An empty block means that the tester has ended its output.</summary>
    ByteString Receive(ByteString octets, TimeSpan now);

    /// <summary>Handles the deadline and returns what to send.</summary>
    ByteString Elapse(TimeSpan now);
}
