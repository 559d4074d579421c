using System.Globalization;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>The scheduler controls what it tests: each planted fault is found within the bound.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    private const int Most = 20_000;

    public static TheoryData<string> Faults => [.. Enum.GetNames<Fault>().Where(name => name != nameof(Fault.None))];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found_within_the_bound(string name)
    {
        var fault = Enum.Parse<Fault>(name);
        var scenario = Scenarios.All.First(scenario => scenario.Name.StartsWith(Shows(fault), StringComparison.Ordinal));
        var found = Explorer.Find(scenario, Most, fault);
        Assert.True(found.Failure is not null, $"{name} was not found in {found.Schedules} schedules of {scenario.Name}.");
        var switches = Exploration.Switches(found.Bound);
        Figures.Write(
            output,
            string.Create(CultureInfo.InvariantCulture, $"planted: {name}: found in schedule {found.Schedules:N0}, with {switches}: ")
            + found.Failure.Split('\n')[0]);
    }

    /// <summary>How the name begins of the scenario that must find the fault.</summary>
    private static string Shows(Fault fault) => fault switch
    {
        Fault.SendQueueLostWakeUp or Fault.WritePumpTwoWriters => "sends that wait for room",
        Fault.SendQueueDoubleCompletion => "a send that waits",
        Fault.LifetimeLostWakeUp => "a wait for the end",
        Fault.LifetimeDoubleCompletion => "a receive, a message and two disposals",
        Fault.LifetimeDoubleRelease => "an echo",
        Fault.ReceiveLostWakeUp => "receives, three messages",
        Fault.ReceiveDoubleCompletion or Fault.ReceiveLostCancellation => "a receive, its cancellation",
        Fault.ReadPauseLostWakeUp or Fault.ReadPauseDoubleCompletion => "a loop that pauses",
        Fault.DeadlineLost => "a deadline for a pong",
        Fault.LimitLost => "the limit of idle time",
        Fault.LockLostUpdate => "two closes",
        Fault.PingLostWakeUp => "a ping and its pong",
        Fault.HeldBytesLostWakeUp => "two connections that hold memory",
        Fault.ReadinessLostWakeUp => "a wait for a socket, and an event",
        Fault.ReadinessDoubleCompletion => "a wait for a socket, and two",
        Fault.LentMemoryOverwritten => "a read of lent memory",
        _ => "two senders and a close",
    };

    [Fact]
    public void Every_fault_is_planted()
    {
        using var reader = new StreamReader(typeof(PlantedFaultTests).Assembly.GetManifestResourceStream("Edits.txt")!);
        var edits = reader.ReadToEnd();
        Assert.All(Faults, row => Assert.Contains("Fault." + row.Data, edits, StringComparison.Ordinal));
    }
}
