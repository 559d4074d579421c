namespace Pure.WebSockets.Host;

/// <summary>Holds received bytes of an incomplete message, or of messages that the application has not taken yet.</summary>
internal interface IHolder
{
    /// <summary>Continues reading, if the holder no longer has to wait.</summary>
    void ReadOn();
}

/// <summary>
/// The memory that all connections of a server hold, and its bound. Beyond the bound, the connections that hold received bytes pause, the
/// oldest first, until one is left. The remaining connection reads on, so that its message completes. When that connection no longer holds
/// any bytes, the youngest of the others reads on. All connections read on when a quarter of the bound is free again.
/// </summary>
/// <param name="most">The bound, in bytes.</param>
internal sealed class HeldBytes(long most)
{
    private readonly Lock gate = new();
    private readonly LinkedList<IHolder> holders = new();
    private readonly Dictionary<IHolder, LinkedListNode<IHolder>> places = [];
    private long held;
    private volatile bool isOver;

    // The holder that reads on beyond the bound. A younger holder does not replace it, because otherwise each new holder could read a
    // message.
    private IHolder? reader;

    /// <summary>The held memory, in bytes.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>Whether the bound was exceeded, and a quarter of it is not free again yet.</summary>
    public bool IsOver => isOver;

    /// <summary>Creates a counter for a bound. Returns null if the bound is 0.</summary>
    public static HeldBytes? Of(long most) => most > 0 ? new HeldBytes(most) : null;

    /// <summary>Adds to the held bytes. A negative number subtracts from them.</summary>
    public void Add(long bytes)
    {
        var now = Interlocked.Add(ref held, bytes);
        if (now > most)
        {
            isOver = true;
            Interlocked.MemoryBarrier();
            now = Held;
        }

        // The value is read again above: bytes that another thread has given back in the meantime must count, because that thread did not
        // see that the bound was exceeded.
        if (!isOver || now > most / 4 * 3) return;
        isOver = false;
        WakeLater();
    }

    /// <summary>Returns whether the holder has to pause, because the bound is exceeded and another holder reads on.</summary>
    public bool HasToWait(IHolder holder)
    {
        if (!isOver) return false;
        lock (gate) return places.ContainsKey(holder) && !ReferenceEquals(reader ??= holders.Last!.Value, holder);
    }

    /// <summary>Records that the holder begins to hold bytes.</summary>
    public void Join(IHolder holder)
    {
        lock (gate) places.TryAdd(holder, places.TryGetValue(holder, out var place) ? place : holders.AddLast(holder));
    }

    /// <summary>Records that the holder no longer holds any bytes.</summary>
    public void Leave(IHolder holder)
    {
        lock (gate)
        {
            if (!places.Remove(holder, out var place)) return;
            holders.Remove(place);
            if (!ReferenceEquals(reader, holder)) return;
            reader = null;
        }

        WakeLater();
    }

    // This runs on another thread, because the caller holds the lock of its own connection, and waking another connection takes the lock of
    // that other connection.
    private void WakeLater() => ThreadPool.UnsafeQueueUserWorkItem(static bytes => bytes.Wake(), this, preferLocal: false);

    private void Wake()
    {
        IHolder[] waiting;
        lock (gate)
        {
            reader = isOver ? reader ?? holders.Last?.Value : null;
            waiting = !isOver ? [.. holders] : reader is null ? [] : [reader];
        }

        for (var index = waiting.Length - 1; index >= 0; index--) waiting[index].ReadOn();
    }
}
