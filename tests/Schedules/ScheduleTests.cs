using System.Globalization;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>
/// Every scenario, in every schedule within a bound, and in random ones. The bound of a scenario is raised until more than a number of
/// schedules would be needed. PUREWS_DEPTH sets this number, and the number of random ones.
/// </summary>
public sealed class ScheduleTests(ITestOutputHelper output)
{
    private const int Most = 20_000;
    private const int Random = 1_000;

    public static TheoryData<string> Names => [.. Scenarios.All.Select(scenario => scenario.Name)];

    private static int? Depth =>
        int.TryParse(Environment.GetEnvironmentVariable("PUREWS_DEPTH"), CultureInfo.InvariantCulture, out var depth) ? depth : null;

    [Theory]
    [MemberData(nameof(Names))]
    public void Holds_in_every_schedule(string name) =>
        Explore(Scenarios.All.Single(scenario => scenario.Name == name), "schedules", output);

    /// <summary>Explores, prints how far, and fails if a schedule failed.</summary>
    internal static void Explore(Scenario scenario, string kind, ITestOutputHelper output)
    {
        var explored = Explorer.Deepen(scenario, Depth ?? Most, Depth ?? Random);
        Figures.Write(output, $"{kind}: {scenario.Name}: {explored}");
        Assert.True(explored.Failure is null, explored.Failure);
    }
}

/// <summary>The same with points after locks, inside of locks, and at volatile fields.</summary>
public sealed class FineScheduleTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(ScheduleTests.Names), MemberType = typeof(ScheduleTests))]
    public void Holds_in_every_fine_schedule(string name) =>
        ScheduleTests.Explore(Scenarios.All.Single(scenario => scenario.Name == name) with { IsFine = true }, "fine schedules", output);
}
