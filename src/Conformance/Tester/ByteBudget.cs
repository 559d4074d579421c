namespace Pure.WebSockets.Conformance;

/// <summary>Counts bytes that are held, up to a bound.</summary>
internal sealed class ByteBudget(long most)
{
    private long held;

    /// <summary>Whether so many more may be held; then they are.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref held, count) <= most) return true;
        Return(count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref held, -count);
}
