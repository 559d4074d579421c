namespace Pure.WebSockets.Conformance;

/// <summary>Limits the number of bytes that are stored in memory.</summary>
internal sealed class ByteBudget(long most)
{
    private long held;

    /// <summary>
    /// Takes the given number of bytes from the budget and returns true. If fewer bytes are left, returns false and does not change the
    /// budget.
    /// </summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref held, count) <= most) return true;
        Return(count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref held, -count);
}
