using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// Records whether the next receive or send on a socket is likely to succeed without waiting. One caller at a time can wait until the
/// readiness is set. The reactor's thread sets the readiness. The caller clears the readiness before each attempt to receive or send, so
/// that no event is missed. A wait does not allocate memory.
/// </summary>
internal class Readiness : IValueTaskSource<int>
{
    private const int Unknown = 0;
    private const int Likely = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<int> core;
    private int state = Likely;

    /// <summary>Clears the readiness. The caller must call this method before each attempt to receive or send.</summary>
    public void Begin() => Interlocked.Exchange(ref state, Unknown);

    /// <summary>
    /// Sets the readiness, because another attempt is likely to succeed. If a caller is waiting, the waiting code continues synchronously
    /// inside this call.
    /// </summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref state, Likely) == Waiting) core.SetResult(0);
    }

    /// <summary>Waits until the readiness is set. If the readiness is already set, the wait completes immediately.</summary>
    public ValueTask<int> WaitAsync()
    {
        core.Reset();
        return Interlocked.CompareExchange(ref state, Waiting, Unknown) == Unknown ? new ValueTask<int>(this, core.Version) : default;
    }

    /// <summary>Waits until the next call to <see cref="Set"/>. Earlier calls have no effect on this wait.</summary>
    public ValueTask<int> WaitForNextAsync()
    {
        core.Reset();
        Interlocked.Exchange(ref state, Waiting);
        return new ValueTask<int>(this, core.Version);
    }

    int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => core.OnCompleted(continuation, state, token, flags);
}
