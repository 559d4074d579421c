namespace Pure.WebSockets.Host.Tests;

/// <summary>How long a test waits before it fails: far longer than anything takes, on a machine that is busy with other things.</summary>
internal static class Patience
{
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(30);

    /// <summary>A token for one wait of that length.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Time).Token;

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Time);

    public static Task Within(this Task task) => task.WaitAsync(Time);

    public static async Task Until(Func<bool> condition)
    {
        var token = Token;
        while (!condition()) await Task.Delay(5, token);
    }
}
