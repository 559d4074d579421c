using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// When an octet of a heavy case last moved to or from a peer. A peer that is at work on one connection is not late on another: its time
/// counts from then. May be used from many threads.
/// </summary>
internal sealed class PeerActivity
{
    private long last;

    /// <summary>An octet moved.</summary>
    public void Mark() => Volatile.Write(ref last, Stopwatch.GetTimestamp());

    /// <summary>When that was, by a clock; none if it never was.</summary>
    public Option<TimeSpan> Last(Stopwatch clock) =>
        Volatile.Read(ref last) is not 0 and var at ? clock.Elapsed - Stopwatch.GetElapsedTime(at) : Option<TimeSpan>.None;
}
