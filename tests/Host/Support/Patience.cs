using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Time limits of tests: far longer than any step takes, even on a busy machine. A timeout reports the awaited expression of the test.
/// </summary>
internal static class Patience
{
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The time limit of long runs, such as the whole catalogue.</summary>
    public static TimeSpan TimeOfARun { get; } = TimeSpan.FromMinutes(15);

    /// <summary>A token for one wait of that length.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Time).Token;

    public static async Task<T> Within<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).Within(what);
        return await task;
    }

    public static async Task<T> Within<T>(this Task<T> task, TimeSpan time, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).Within(time, what);
        return await task;
    }

    public static Task Within(this Task task, [CallerArgumentExpression(nameof(task))] string what = "") => task.Within(Time, what);

    public static async Task Within(this Task task, TimeSpan time, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(time);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Over(what, time);
        }
    }

    /// <summary>Polls until a condition holds.</summary>
    public static async Task Until(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (var began = Environment.TickCount64; !condition(); await Task.Delay(5))
            if (Environment.TickCount64 - began > Time.TotalMilliseconds) throw Over(what, Time);
    }

    /// <summary>The exception for a receive, send or accept that waited with <see cref="Token"/>.</summary>
    public static TimeoutException Over(string what) => Over(what, Time);

    private static TimeoutException Over(string what, TimeSpan time) => new($"Not within {time.TotalSeconds:0} s: {what}");
}
