namespace Pure.WebSockets.Conformance;

/// <summary>Limits the number of bytes that are stored in memory.</summary>
internal sealed class ByteBudget(long most)
{
    private long held;

    /// <summary>
    /// Reserves the given number of bytes and returns true. If fewer bytes are left, reserves nothing and returns false.
    /// </summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref held, count) <= most) return true;
        Return(count);
        return false;
    }

    public void Return(long count) => Interlocked.Add(ref held, -count);
}
