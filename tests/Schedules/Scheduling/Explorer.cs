using System.Globalization;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>What a search found.</summary>
/// <param name="Schedules">The number of schedules that ran.</param>
/// <param name="Choices">The number of choices in the schedule with the most.</param>
/// <param name="Bound">The maximum number of switches in each of them.</param>
/// <param name="IsComplete">Whether every schedule within the bound ran.</param>
/// <param name="IsEvery">Whether every schedule ran, because the bound removed none.</param>
/// <param name="Failure">What went wrong in the last schedule, with its steps, or null.</param>
internal sealed record Exploration(int Schedules, int Choices, int Bound, bool IsComplete, bool IsEvery, string? Failure)
{
    /// <summary>The number of schedules with one more switch that ran as well.</summary>
    public int Beyond { get; init; }

    /// <summary>The number of random schedules that ran as well.</summary>
    public int Random { get; init; }

    /// <summary>Describes a number of switches.</summary>
    public static string Switches(int count) => count switch { 0 => "no switch", 1 => "one switch", _ => $"{count} switches" };

    public override string ToString()
    {
        var extent = IsEvery ? "all there are"
            : IsComplete ? $"all with at most {Switches(Bound)}"
            : $"a part of those with at most {Switches(Bound)}";
        var beyond = Beyond > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Beyond:N0} with {Bound + 1}") : "";
        var random = Random > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Random:N0} random ones") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Schedules:N0} schedules, {extent}{beyond}{random}; up to {Choices} choices");
    }
}

/// <summary>Runs a scenario in many schedules.</summary>
internal static class Explorer
{
    /// <summary>Runs every schedule with at most that many switches, up to a number of schedules, until one fails.</summary>
    public static Exploration Explore(Scenario scenario, int bound, int most = int.MaxValue, Fault fault = Fault.None)
    {
        var choices = new EveryChoice(bound);
        var (schedules, longest, isLast, failure) = Run(scenario, choices, most, fault);
        return new Exploration(schedules, longest, bound, isLast, isLast && !choices.IsCutOff, failure);
    }

    /// <summary>
    /// Looks for a failure with no switch, then with at most one, and so on, so that the failing schedule has as few as possible. Gives up
    /// after a number of schedules.
    /// </summary>
    public static Exploration Find(Scenario scenario, int most, Fault fault)
    {
        var schedules = 0;
        for (var bound = 0; ; bound++)
        {
            var found = Explore(scenario, bound, most - schedules, fault);
            schedules += found.Schedules;
            if (found.Failure is not null || found.IsEvery || schedules == most) return found with { Schedules = schedules };
        }
    }

    /// <summary>
    /// Raises the bound as long as all schedules within it are no more than the given number, and then runs random schedules.
    /// </summary>
    public static Exploration Deepen(Scenario scenario, int most, int random)
    {
        var complete = Explore(scenario, bound: 0);
        long withOne = 1;
        while (complete is { Failure: null, IsEvery: false })
        {
            // Of n places for a switch, k + 1 are chosen in (n - k) / (k + 1) times as many ways as k are.
            if (complete.Schedules * withOne / (complete.Bound + 1) > most) break;
            var next = Explore(scenario, complete.Bound + 1, most);
            if (next.Failure is not null) return next;
            if (!next.IsComplete)
            {
                complete = complete with { Beyond = next.Schedules };
                break;
            }

            complete = next;
            if (complete.Bound == 1) withOne = complete.Schedules;
        }

        if (complete.IsEvery || complete.Failure is not null) return complete;
        var (schedules, _, _, failure) = Run(scenario, new RandomChoices(seed: 1), random, Fault.None);
        return complete with { Random = schedules, Failure = failure };
    }

    private static (int Schedules, int Longest, bool IsLast, string? Failure) Run(Scenario scenario, Choices choices, int most, Fault fault)
    {
        var idle = new Stack<Worker>();
        using var over = new SemaphoreSlim(0);
        var longest = 0;
        for (var count = 1; ; count++)
        {
            var failure = RunOne(isRecorded: false);
            longest = Math.Max(longest, choices.Count);
            if (failure is not null) failure = RunOne(isRecorded: true) ?? "The failure did not repeat: " + failure;
            var isLast = failure is null && !choices.Advance();
            if (failure is null && !isLast && count < most) continue;
            Worker.StopAll(idle);
            return (count, longest, isLast, failure);
        }

        string? RunOne(bool isRecorded)
        {
            choices.Begin();
            var schedule = new Schedule(choices, idle, over, scenario.IsFine, fault);
            if (isRecorded) schedule.Record();
            Action<Schedule>? check = null;
            schedule.Run(scenario.Name, () => check = scenario.Play(schedule));
            if (schedule.Failure is null) check!(schedule);
            return schedule.Failure is not { } what ? null
                : !isRecorded ? what
                : $"{scenario.Name}: {what}\n  {string.Join("\n  ", schedule.Steps)}";
        }
    }
}

/// <summary>A test whose schedules are explored.</summary>
/// <param name="Name">What happens at the same time.</param>
/// <param name="Play">
/// Adds the operations, as the first operation of the schedule. Returns what is checked at the end. It must do the same each time.
/// </param>
/// <param name="IsFine">Whether points lie within locks, after locks, and at the reads and writes of shared fields too.</param>
internal sealed record Scenario(string Name, Func<Schedule, Action<Schedule>> Play, bool IsFine = false)
{
    public override string ToString() => Name;
}
