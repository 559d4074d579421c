using System.Globalization;
using System.Reflection;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Tests that generated conversations find mutants of the core. The mutants are compiled from the sources of the core.
/// </summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int Seed = 16;
    private const int Most = 20_000;
    private const int Sound = 1000;

    private static readonly bool IsDeep = int.TryParse(
        Environment.GetEnvironmentVariable("PUREWS_DEPTH"),
        CultureInfo.InvariantCulture,
        out _
    );

    /// <summary>One mutant of each area, or all mutants if PUREWS_DEPTH is set.</summary>
    public static TheoryData<string> Chosen =>
    [
        .. CoreMutant
            .All.Where(mutant => IsDeep || mutant.Name is "MessageWithin" or "CutText" or "Code1015" or "Takeover")
            .Select(mutant => mutant.Name),
    ];

    [Theory]
    [MemberData(nameof(Chosen))]
    public void A_mutant_of_the_core_is_found(string name)
    {
        var mutant = CoreMutant.All.Single(one => one.Name == name);
        var core = MutantBuild.Load(mutant);
        var found = Find(core, mutant.Role, Most);
        output.WriteLine($"{name} ({mutant.Area}), it {mutant.Effect}: {found?.ToString() ?? $"not found in {Most} conversations"}");
        Assert.NotNull(found);
    }

    /// <summary>The unchanged core, compiled in the same way, causes no finding. A finding is therefore the effect of a change.</summary>
    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_core_without_a_change_causes_no_finding(Role role) => Assert.Null(Find(MutantBuild.Load(mutant: null), role, Sound));

    [Fact]
    public void There_are_mutants_of_each_area()
    {
        Assert.InRange(CoreMutant.All.Length, 30, int.MaxValue);
        Assert.Distinct(CoreMutant.All.Select(mutant => mutant.Name));
        Assert.All(
            [Area.Framing, Area.Text, Area.Closing, Area.Compression],
            area => Assert.InRange(CoreMutant.All.Count(mutant => mutant.Area == area), 5, int.MaxValue)
        );
    }

    private static (int Number, ModelFinding Finding)? Find(Assembly core, Role role, int conversations)
    {
        var tester = role == Role.Server ? Role.Client : Role.Server;
        var target = FuzzTarget.InMemory(role, () => new MutantPeer(core, role));
        for (var number = 0; number < conversations; number++)
        {
            var script = ConversationGenerator.Generate(Seed, number, tester, GeneratorOptions.Default);
            if (FuzzRun.Run(script, target, PeerProfile.Echo).Finding is { } finding) return (number, finding);
        }

        return null;
    }
}
