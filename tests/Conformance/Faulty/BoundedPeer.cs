namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Limits the number of inputs of a peer: an endless loop is a bug of the test, not a verdict.</summary>
internal sealed class BoundedPeer(IMemoryPeer peer) : IMemoryPeer
{
    private const int Most = 100_000;

    private int told;

    public Option<TimeSpan> Deadline => peer.Deadline;

    public bool HasEnded => peer.HasEnded;

    public ByteString Begin(TimeSpan now) => peer.Begin(now);

    public ByteString Receive(ByteString octets, TimeSpan now) => Counted(peer.Receive(octets, now));

    public ByteString Elapse(TimeSpan now) => Counted(peer.Elapse(now));

    private ByteString Counted(ByteString octets) =>
        ++told <= Most ? octets : throw new InvalidOperationException("the peer goes round in circles");
}
