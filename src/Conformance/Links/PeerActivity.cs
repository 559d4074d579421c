using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Records when bytes were last transferred. One instance records the writes of a connection. Another instance records all transfers of
/// heavy cases to or from a peer. The time limits of the cases are measured from the last of these transfers. A peer that is busy on one
/// connection might answer late on another connection. This class is thread-safe.
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
