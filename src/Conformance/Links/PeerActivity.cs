using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Records when bytes were last transferred. Each connection has an instance for its own writes. Another instance records the transfers
/// of all heavy cases with the same peer, because a peer that is busy on one connection can be late on another connection. The time
/// limits of a case are measured from the latest transfer that either instance recorded. This class is thread-safe.
/// </summary>
internal sealed class PeerActivity
{
    private long last;

    /// <summary>Records that bytes were transferred.</summary>
    public void Mark() => Volatile.Write(ref last, Stopwatch.GetTimestamp());

    /// <summary>
    /// Returns the time at which bytes were last transferred, as measured by the given clock, or None if no bytes have been transferred.
    /// </summary>
    public Option<TimeSpan> Last(Stopwatch clock) =>
        Volatile.Read(ref last) is not 0 and var at ? clock.Elapsed - Stopwatch.GetElapsedTime(at) : Option<TimeSpan>.None;
}
