using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>How a peer is learned.</summary>
/// <param name="Tester">The role of the tester.</param>
/// <param name="TargetOf">Returns the peer of a worker.</param>
internal sealed record LearnSettings(Role Tester, Func<int, FuzzTarget> TargetOf)
{
    /// <summary>The inputs.</summary>
    public ImmutableArray<LearnInput> Inputs { get; init; } = LearnInput.Default;

    /// <summary>The number of conversations at the same time.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The time to wait for what the peer owes, and for the peer to be silent where no ping can decide that it is.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time after which no further conversation begins.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>
    /// The number of states that the peer may have in addition to the states of the machine. The W-method finds all of these.
    /// </summary>
    public int ExtraStates { get; init; } = 1;

    /// <summary>
    /// The number of states at which learning ends without a complete machine. Some peers have infinitely many states, for example a peer
    /// that counts the pings between two fragments.
    /// </summary>
    public int MostStates { get; init; } = 50;

    /// <summary>The number of random words that are compared with the machine.</summary>
    public int Walks { get; init; } = 500;

    /// <summary>The length of the longest random word.</summary>
    public int LongestWalk { get; init; } = 20;

    /// <summary>The seed of the random words.</summary>
    public ulong Seed { get; init; } = 1;
}
