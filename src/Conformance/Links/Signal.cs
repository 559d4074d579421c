using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Something that one waits for, again and again, and any number set: that to wait costs no memory is what it is for. It may wake for
/// nothing, so what was waited for is looked at again.
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

    /// <summary>Until it is set, if it was not since the last wait.</summary>
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
