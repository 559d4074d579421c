namespace Pure.WebSockets.Host;

/// <summary>Timeouts of tasks and timers.</summary>
internal static class Timeouts
{
    /// <summary>The longest time passed to a .NET timer, whose limit is about 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>Returns the time, shortened to the longest time that a .NET timer accepts.</summary>
    public static TimeSpan Clamp(TimeSpan time) => time < Longest ? time : Longest;

    /// <summary>Returns whether the task completes within the time, in any state.</summary>
    public static async Task<bool> CompletesWithin(this Task task, TimeSpan time)
    {
        await task.WaitAsync(Clamp(time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
