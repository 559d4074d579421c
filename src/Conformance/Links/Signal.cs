using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A reusable signal with one waiter and any number of setters. Waiting does not allocate memory. A wait can end although the waiter's
/// condition is not met, so the waiter must check the condition after each wait.
/// </summary>
internal sealed class Signal : IValueTaskSource
{
    private const int Idle = 0;
    private const int IsSet = 1;
    private const int IsAwaited = 2;

    private ManualResetValueTaskSourceCore<bool> source;
    private int state;

    public void Set()
    {
        if (Interlocked.Exchange(ref state, IsSet) == IsAwaited) source.SetResult(result: true);
    }

    /// <summary>Waits until the signal is set. If the signal has been set since the last wait, the method returns immediately.</summary>
    public ValueTask WaitAsync()
    {
        if (Interlocked.CompareExchange(ref state, IsAwaited, Idle) == Idle) return new ValueTask(this, source.Version);
        Interlocked.Exchange(ref state, Idle);
        return default;
    }

    void IValueTaskSource.GetResult(short token)
    {
        source.GetResult(token);
        source.Reset();
        Interlocked.Exchange(ref state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
