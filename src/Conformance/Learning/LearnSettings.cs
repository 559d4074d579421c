using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>The settings for learning the state machine of a peer.</summary>
/// <param name="Tester">The role of the tester.</param>
/// <param name="TargetOf">The function that returns the peer for the worker with the given number.</param>
internal sealed record LearnSettings(Role Tester, Func<int, FuzzTarget> TargetOf)
{
    /// <summary>The inputs that the tester can send.</summary>
    public ImmutableArray<LearnInput> Inputs { get; init; } = LearnInput.Default;

    /// <summary>The maximum number of conversations that are held concurrently.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The time limit for the peer's answers. The tester usually sends a ping to find out whether the peer sends further frames. If a ping
    /// cannot be used, the tester waits for further frames until this time has elapsed.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pauses after failed openings of a connection. After each pause, the opening is repeated, so the number of attempts is one more
    /// than the number of pauses. There are none for a peer in memory, because it answers each opening in the same way.
    /// </summary>
    public ImmutableArray<TimeSpan> OpeningPauses { get; init; } = [];

    /// <summary>The pauses after failed openings of a connection over TCP.</summary>
    public static ImmutableArray<TimeSpan> PausesOverTcp { get; } =
        [.. new[] { 100, 200, 400, 800, 1600 }.Select(time => TimeSpan.FromMilliseconds(time))];

    /// <summary>
    /// The time after which no further group of conversations is started. A group that has already been started is completed.
    /// </summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>
    /// The maximum number of additional states that the W-method takes into account. If the peer has at most this number of states more
    /// than the state machine, the W-method finds every difference between the peer and the state machine.
    /// </summary>
    public int ExtraStates { get; init; } = 1;

    /// <summary>
    /// The maximum number of states of the state machine. If the peer has more states, learning ends without a complete state machine.
    /// A peer can have infinitely many states, for example if it counts the pings between two fragments.
    /// </summary>
    public int MostStates { get; init; } = 50;

    /// <summary>The number of random words with which the state machine is tested.</summary>
    public int Walks { get; init; } = 500;

    /// <summary>The maximum number of inputs in a random word.</summary>
    public int LongestWalk { get; init; } = 20;

    /// <summary>The seed of the random words.</summary>
    public ulong Seed { get; init; } = 1;
}
