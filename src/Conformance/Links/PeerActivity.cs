using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Records when a byte of a heavy case was last transferred to or from a peer. A peer that is busy on one connection is not late on
/// another, so its time limits count from that time. Thread-safe.
/// </summary>
internal sealed class PeerActivity
{
    private long last;

    /// <summary>Records that bytes were transferred.</summary>
    public void Mark() => Volatile.Write(ref last, Stopwatch.GetTimestamp());

    /// <summary>Returns when bytes were last transferred, on a clock. Returns None if no bytes have been transferred.</summary>
    public Option<TimeSpan> Last(Stopwatch clock) =>
        Volatile.Read(ref last) is not 0 and var at ? clock.Elapsed - Stopwatch.GetElapsedTime(at) : Option<TimeSpan>.None;
}
