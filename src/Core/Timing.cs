namespace Pure.WebSockets;

/// <summary>The purpose of a timer. A connection has at most one running timer, so a new timer replaces the running timer.</summary>
public enum TimerKind : byte
{
    /// <summary>No timer.</summary>
    None,

    /// <summary>The time limit for the client's request or the server's response in the opening handshake.</summary>
    OpeningHandshake,

    /// <summary>The time until the next keep-alive ping.</summary>
    KeepAlive,

    /// <summary>The time limit for a pong after a keep-alive ping.</summary>
    Pong,

    /// <summary>The time limit for the peer's close frame (RFC 6455 §7.1.2).</summary>
    ClosingHandshake,

    /// <summary>The time limit within which the server must close the transport (RFC 6455 §7.1.1).</summary>
    TransportEnd,
}

/// <summary>A change to the connection's timer that a kernel call requests.</summary>
/// <param name="Change">The type of the change.</param>
/// <param name="Kind">The timer to start, or <see cref="TimerKind.None"/> if no timer starts.</param>
/// <param name="After">The time until the timer elapses, or zero if no timer starts.</param>
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
