namespace Pure.WebSockets.Conformance;

/// <summary>
/// An implementation under test, in memory and in virtual time: octets in, octets out, from the first of the opening handshake to the
/// last. It is told the time and asks for none.
/// </summary>
internal interface IMemoryPeer
{
    /// <summary>When it wants to be told that its time is over; none while it waits for octets only.</summary>
    Option<TimeSpan> Deadline { get; }

    /// <summary>Whether it has ended the transport: what it said before counts, and nothing reaches it any more.</summary>
    bool HasEnded { get; }

    /// <summary>The connection is there. A client says its request, a server nothing.</summary>
    Octets Begin(TimeSpan now);

    /// <summary>Octets came; what it says to them. None at all: the tester says no more.</summary>
    Octets Receive(Octets octets, TimeSpan now);

    /// <summary>Its deadline is there; what it says then.</summary>
    Octets Elapse(TimeSpan now);
}
