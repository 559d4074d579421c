namespace Pure.WebSockets.Conformance;

/// <summary>Limits the number of bytes that are kept in memory.</summary>
internal sealed class ByteBudget(long most)
{
    private long held;

    /// <summary>Takes this many bytes from the budget. Returns false if the budget has fewer bytes left.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref held, count) <= most) return true;
        Return(count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref held, -count);
}
