namespace Pure.WebSockets;

/// <summary>The purpose of a timer. At most one timer of a connection runs at a time, so a new timer replaces the running timer.</summary>
public enum TimerKind : byte
{
    /// <summary>No timer.</summary>
    None,

    /// <summary>The time limit for the peer's part of the opening handshake.</summary>
    OpeningHandshake,

    /// <summary>The time until the next keep-alive ping.</summary>
    KeepAlive,

    /// <summary>The time limit for a pong after a keep-alive ping.</summary>
    Pong,

    /// <summary>The time limit for the peer's close frame (RFC 6455 §7.1.2).</summary>
    ClosingHandshake,

    /// <summary>The time limit for the server to end the transport (RFC 6455 §7.1.1).</summary>
    TransportEnd,
}

/// <summary>A change to the connection's timer, as requested by a kernel call.</summary>
/// <param name="Change">Whether a timer starts, the running timer stops, or nothing changes.</param>
/// <param name="Kind">The timer to start.</param>
/// <param name="After">The time until the timer elapses.</param>
public readonly record struct Deadline(DeadlineChange Change, TimerKind Kind, TimeSpan After)
{
    internal static Deadline Stop => new(DeadlineChange.Stop, TimerKind.None, TimeSpan.Zero);
}

/// <summary>The possible changes to the connection's timer.</summary>
public enum DeadlineChange : byte
{
    /// <summary>The timer does not change.</summary>
    Keep,

    /// <summary>A timer starts and replaces the running timer.</summary>
    Start,

    /// <summary>The running timer stops.</summary>
    Stop,
}
