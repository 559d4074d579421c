using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Records when bytes of a heavy case were last transferred to or from a peer. The time limits of heavy cases are measured from the last
/// transfer, because a peer that is busy on one connection might answer late on another connection. This class is thread-safe.
/// </summary>
internal sealed class PeerActivity
{
    private long last;

    /// <summary>Records that bytes were transferred.</summary>
    public void Mark() => Volatile.Write(ref last, Stopwatch.GetTimestamp());

    /// <summary>
    /// Returns the time at which bytes were last transferred, measured by the given clock. Returns None if no bytes have been transferred.
    /// </summary>
    public Option<TimeSpan> Last(Stopwatch clock) =>
        Volatile.Read(ref last) is not 0 and var at ? clock.Elapsed - Stopwatch.GetElapsedTime(at) : Option<TimeSpan>.None;
}
