using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <summary>
/// What of a connection is kept for those who watch it: nothing where nobody does. The times are those of
/// <see cref="Stopwatch.GetTimestamp"/>, 0 for none.
/// </summary>
internal sealed class Observed
{
    /// <summary>The trace that the connection is.</summary>
    public Activity? Activity { get; set; }

    /// <summary>When its opening handshake began.</summary>
    public long StartedAt { get; init; }

    /// <summary>When the keep-alive sent the ping whose pong is not there yet.</summary>
    public long KeepAliveSentAt { get; set; }

    /// <summary>Of the message under way, the bytes on the wire.</summary>
    public long MessageWire { get; set; }

    /// <summary>The bytes of its payload so far.</summary>
    public long MessagePayload { get; set; }
}
