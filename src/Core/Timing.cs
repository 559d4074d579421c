namespace Pure.WebSockets;

/// <summary>The purpose of a timer. At most one timer of a connection runs: starting one replaces the other.</summary>
public enum TimerKind : byte
{
    /// <summary>No timer.</summary>
    None,

    /// <summary>Limits the time for the peer's half of the opening handshake.</summary>
    OpeningHandshake,

    /// <summary>Elapses when a ping is due.</summary>
    KeepAlive,

    /// <summary>Limits the time for a pong.</summary>
    Pong,

    /// <summary>Limits the time for the peer's close frame (RFC 6455 §7.1.2).</summary>
    ClosingHandshake,

    /// <summary>Limits the time for the server to end the transport (RFC 6455 §7.1.1).</summary>
    TransportEnd,
}

/// <summary>The change of the connection's timer by a kernel call.</summary>
/// <param name="Change">Whether a timer starts or stops.</param>
/// <param name="Kind">The timer to start.</param>
/// <param name="After">The time until it elapses.</param>
public readonly record struct Deadline(DeadlineChange Change, TimerKind Kind, TimeSpan After)
{
    internal static Deadline Stop => new(DeadlineChange.Stop, TimerKind.None, TimeSpan.Zero);
}

/// <summary>A change of the connection's timer.</summary>
public enum DeadlineChange : byte
{
    /// <summary>No change.</summary>
    Keep,

    /// <summary>Start a timer, which replaces the running one.</summary>
    Start,

    /// <summary>Stop the running timer.</summary>
    Stop,
}
