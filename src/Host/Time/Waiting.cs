namespace Pure.WebSockets.Host;

/// <summary>Waiting that gives up.</summary>
internal static class Waiting
{
    /// <summary>Whether the task ends within that time, in whatever way.</summary>
    public static async Task<bool> EndsWithin(this Task task, TimeSpan time)
    {
        await task.WaitAsync(WebSocketConnection.Bounded(time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
