using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Pure.WebSockets.Schedules.Tests;
using Real = System.Threading.Tasks;

namespace Pure.WebSockets.Host;

/// <summary>A task source that reports a second completion even if the exception is lost.</summary>
internal class TaskCompletionSource(TaskCreationOptions options = TaskCreationOptions.None) : Real.TaskCompletionSource(options)
{
    public new void SetResult() => Once(TrySetResult());

    public new void SetException(Exception exception) => Once(TrySetException(exception));

    public new void SetCanceled(CancellationToken cancellationToken) => Once(TrySetCanceled(cancellationToken));

    private void Once(bool isFirst)
    {
        if (!isFirst) Schedule.Fail($"{GetType().Name} was completed twice, by {Trace.Here()}");
    }
}

/// <inheritdoc cref="TaskCompletionSource"/>
internal class TaskCompletionSource<T>(TaskCreationOptions options = TaskCreationOptions.None) : Real.TaskCompletionSource<T>(options)
{
    public new void SetResult(T result) => Once(TrySetResult(result));

    public new void SetException(Exception exception) => Once(TrySetException(exception));

    private void Once(bool isFirst)
    {
        if (!isFirst) Schedule.Fail($"{GetType().Name} was completed twice, by {Trace.Here()}");
    }
}

/// <summary>
/// The core of a reusable task, whose continuation runs inside of the completion, or as an operation of the schedule. The operations of the
/// real one are atomic here. Its mistakes are failures of the schedule.
/// </summary>
internal struct ManualResetValueTaskSourceCore<T>
{
    private Action<object?>? continuation;
    private object? state;
    private bool isCompleted;
    private T? result;
    private ExceptionDispatchInfo? error;

    public bool RunContinuationsAsynchronously { readonly get; set; }

    public short Version { get; private set; }

    public void Reset()
    {
        Version++;
        (continuation, state, isCompleted, result, error) = (null, null, false, default, null);
    }

    public void SetResult(T value)
    {
        Schedule.Point();
        if (IsSecond()) return;
        result = value;
        Complete();
    }

    public void SetException(Exception exception)
    {
        Schedule.Point();
        if (IsSecond()) return;
        error = ExceptionDispatchInfo.Capture(exception);
        Complete();
    }

    public readonly ValueTaskSourceStatus GetStatus(short token)
    {
        Schedule.Point();
        Check(token);
        return !isCompleted ? ValueTaskSourceStatus.Pending
            : error is null ? ValueTaskSourceStatus.Succeeded
            : error.SourceException is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    public readonly T GetResult(short token)
    {
        Check(token);
        if (!isCompleted) Schedule.Fail("the result of a waiting task was read");
        error?.Throw();
        return result!;
    }

    public void OnCompleted(Action<object?> next, object? argument, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        if (continuation is not null) Schedule.Fail("a task was awaited twice");
        if (isCompleted) Schedule.Now.Post("a continuation", () => next(argument));
        else (continuation, state) = (next, argument);
    }

    private readonly bool IsSecond()
    {
        if (isCompleted) Schedule.Fail($"a wait was completed twice, by {Trace.Here()}");
        return isCompleted;
    }

    private readonly void Check(short token)
    {
        if (token != Version) Schedule.Fail("a task of an earlier wait was used");
    }

    private void Complete()
    {
        isCompleted = true;
        if (continuation is not { } next) return;
        var argument = state;
        if (RunContinuationsAsynchronously) Schedule.Now.Post("a continuation", () => next(argument));
        else next(argument);
    }
}

/// <summary>Waits for a task with a token or a time limit. The continuations of the framework's WaitAsync run on the thread pool.</summary>
internal static class ScheduledWaits
{
    public static async Task<T> WaitScheduled<T>(this Task<T> task, CancellationToken cancellationToken)
    {
        await ((Task)task).WaitScheduled(cancellationToken);
        return await task;
    }

    public static async Task WaitScheduled(this Task task, CancellationToken cancellationToken)
    {
        if (task.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            await task;
            return;
        }

        var either = new Real.TaskCompletionSource();
        var registration = cancellationToken.UnsafeRegister((_, token) => either.TrySetCanceled(token), state: null);
        _ = ForwardAsync(task, either);
        try
        {
            await either.Task;
        }
        finally
        {
            registration.Unregister();
        }
    }

    public static async Task WaitScheduled(this Task task, TimeSpan time)
    {
        if (task.IsCompleted)
        {
            await task;
            return;
        }

        var either = new Real.TaskCompletionSource();
        var timer = Schedule.Now.Clock.CreateTimer(
            _ => either.TrySetException(new TimeoutException()), state: null, time, Timeout.InfiniteTimeSpan);
        _ = ForwardAsync(task, either);
        try
        {
            await either.Task;
        }
        finally
        {
            await timer.DisposeAsync();
        }
    }

    private static async Task ForwardAsync(Task task, Real.TaskCompletionSource into)
    {
        try
        {
            await task;
            into.TrySetResult();
        }
        catch (Exception exception)
        {
            into.TrySetException(exception);
        }
    }
}
