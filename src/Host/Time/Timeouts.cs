namespace Pure.WebSockets.Host;

/// <summary>Helper methods for the timeouts of tasks and timers.</summary>
internal static class Timeouts
{
    /// <summary>The longest time that is passed to a .NET timer. A .NET timer accepts at most about 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>Returns the given time or <see cref="Longest"/>, whichever is shorter.</summary>
    public static TimeSpan Clamp(TimeSpan time) => time < Longest ? time : Longest;

    /// <summary>Returns whether the task completes within the time. A failed or cancelled task also counts as complete.</summary>
    public static async Task<bool> CompletesWithin(this Task task, TimeSpan time)
    {
        await task.WaitAsync(Clamp(time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    /// <summary>Returns whether the task completes within the time, and before the token is cancelled.</summary>
    public static async Task<bool> CompletesWithin(this Task task, TimeSpan time, CancellationToken cancellationToken)
    {
        await task.WaitAsync(Clamp(time), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
