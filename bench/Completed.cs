namespace Pure.WebSockets.Bench;

/// <summary>Results of calls that must complete synchronously. Otherwise a comparison in memory would measure the scheduler.</summary>
internal static class Completed
{
    public static T Result<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : throw Waited();

    public static void Check(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully) throw Waited();
        task.GetAwaiter().GetResult();
    }

    private static InvalidOperationException Waited() => new("A call over memory did not complete at once.");
}
