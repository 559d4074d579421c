using System.Globalization;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests that the model has no findings for peers that obey all rules.</summary>
public sealed class SoundPeerTests(ITestOutputHelper output)
{
    private const int Seed = 16;

    // PUREWS_DEPTH scales the number of conversations. Its default is 1,000.
    private static readonly int Depth =
        int.TryParse(Environment.GetEnvironmentVariable("PUREWS_DEPTH"), CultureInfo.InvariantCulture, out var depth) ? depth : 1000;

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_core_causes_no_false_alarm(Role role) =>
        Assert.Empty(Findings(role, CorePeer.Target(role, Ours.Protocol), 10 * Depth));

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_independent_echo_causes_no_false_alarm(Role role) =>
        Assert.Empty(Findings(role, FuzzTarget.InMemory(role, () => new EchoPeer(role)), 2 * Depth));

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_core_causes_no_false_alarm_after_an_opening_handshake(Role role) =>
        Assert.Empty(Findings(role, FuzzTarget.InMemory(role, () => Echoes.OfCore(role)), Depth));

    private string[] Findings(Role role, FuzzTarget open, int conversations)
    {
        var tester = role == Role.Server ? Role.Client : Role.Server;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var found = Enumerable
            .Range(0, conversations)
            .AsParallel()
            .Select(number => (Number: number, Script: ConversationGenerator.Generate(Seed, number, tester, GeneratorOptions.Default)))
            .Select(one => (one.Number, one.Script, FuzzRun.Run(one.Script, open, PeerProfile.Echo).Finding))
            .Where(one => one.Finding is not null)
            .OrderBy(one => one.Number)
            .Take(20)
            .Select(one => $"conversation {one.Number} with {one.Script.Deflate?.ToElement()}: {one.Finding}\n{one.Script}\n")
            .ToArray();
        output.WriteLine($"{conversations} conversations, {conversations / clock.Elapsed.TotalSeconds:0} per second");
        foreach (var one in found.Take(8)) output.WriteLine(one);
        return found;
    }
}
