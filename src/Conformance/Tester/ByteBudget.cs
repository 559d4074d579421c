namespace Pure.WebSockets.Conformance;

/// <summary>Limits the number of bytes that are kept.</summary>
internal sealed class ByteBudget(long most)
{
    private long held;

    /// <summary>Takes this many bytes from the budget. Returns false if there are not enough.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref held, count) <= most) return true;
        Return(count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref held, -count);
}
