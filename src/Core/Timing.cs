namespace Pure.WebSockets;

/// <summary>What a timer is for. A connection has at most one timer running: starting one replaces the other.</summary>
public enum TimerKind : byte
{
    /// <summary>No timer.</summary>
    None,

    /// <summary>Until the peer's half of the opening handshake is there.</summary>
    OpeningHandshake,

    /// <summary>Until it is time for a ping.</summary>
    KeepAlive,

    /// <summary>Until a pong must be there.</summary>
    Pong,

    /// <summary>Until the peer's close frame must be there (RFC 6455 §7.1.2).</summary>
    ClosingHandshake,

    /// <summary>Until the server must have ended the transport (RFC 6455 §7.1.1).</summary>
    TransportEnd,
}

/// <summary>What a kernel call says of the connection's one timer.</summary>
/// <param name="Change">What to do.</param>
/// <param name="Kind">The timer to start.</param>
/// <param name="After">The time it runs for.</param>
public readonly record struct Deadline(DeadlineChange Change, TimerKind Kind, TimeSpan After)
{
    internal static Deadline Stop => new(DeadlineChange.Stop, TimerKind.None, TimeSpan.Zero);
}

/// <summary>What to do with the connection's timer.</summary>
public enum DeadlineChange : byte
{
    /// <summary>Leave it as it is.</summary>
    Keep,

    /// <summary>Start one, in place of the one that runs.</summary>
    Start,

    /// <summary>Stop the one that runs.</summary>
    Stop,
}
