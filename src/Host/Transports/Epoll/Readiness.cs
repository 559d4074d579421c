using System.Threading.Tasks.Sources;

namespace Pure.WebSockets.Host.Epoll;

/// <summary>
/// Whether an attempt on a socket, to read it or to write it, may succeed; and the one who waits until it may. The reactor sets it, from
/// its thread; whoever attempts clears it before, so that nothing that comes meanwhile is missed. Waiting allocates nothing.
/// </summary>
internal class Readiness : IValueTaskSource<int>
{
    private const int Unknown = 0;
    private const int Likely = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<int> core;
    private int state = Likely;

    /// <summary>An attempt begins.</summary>
    public void Begin() => Interlocked.Exchange(ref state, Unknown);

    /// <summary>Another attempt may succeed. Who waits goes on inside this call.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref state, Likely) == Waiting) core.SetResult(0);
    }

    /// <summary>Waits until an attempt may succeed, if that is not known already.</summary>
    public ValueTask<int> WaitAsync()
    {
        core.Reset();
        return Interlocked.CompareExchange(ref state, Waiting, Unknown) == Unknown ? new ValueTask<int>(this, core.Version) : default;
    }

    /// <summary>Waits until the next <see cref="Set"/>, which must be to come.</summary>
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
