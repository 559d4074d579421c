namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Peers in memory, learned.</summary>
internal static class Learned
{
    // Far longer than learning takes, even on a busy machine.
    private static readonly TimeSpan Time = TimeSpan.FromHours(1);

    public static LearnSettings Core(Role role) => new(role.Against(), _ => CorePeer.Target(role, Ours.Protocol)) { Time = Time };

    public static LearnSettings Of(Role role, Func<IMemoryPeer> create) =>
        new(role.Against(), _ => FuzzTarget.InMemory(role, () => new BoundedPeer(create()))) { Time = Time };

    public static LearnedPeer Learn(LearnSettings settings) =>
        LearnedPeer.Learn(settings, _ => { }, TestContext.Current.CancellationToken);

    public static Role Against(this Role role) => role == Role.Server ? Role.Client : Role.Server;

    /// <summary>The differences in words, for a failed assertion.</summary>
    public static string[] Words(LearnedPeer peer) =>
    [
        .. peer.Comparison!.Differences.Select(difference =>
            $"{string.Join(", ", difference.Steps.Select(step => $"{step.Input}/{step.Answer}"))}: {difference.Finding}"
        ),
    ];
}
