namespace Pure.WebSockets.Host;

/// <summary>
/// A connection that can hold received bytes of an incomplete message, or of messages that have not been passed to the application yet.
/// </summary>
internal interface IHolder
{
    /// <summary>Resumes reading if the connection has paused and no longer has to wait.</summary>
    void ReadOn();
}

/// <summary>
/// Counts the memory that all connections of a server hold, and limits this memory. While the memory exceeds the limit, only one of the
/// connections that hold received bytes continues reading, so that this connection can complete its message. The connection that began to
/// hold bytes most recently is selected. When the selected connection no longer holds any bytes, another connection is selected in the same
/// way. All connections continue reading when the memory has fallen to three quarters of the limit.
/// </summary>
/// <param name="most">The limit, in bytes.</param>
internal sealed class HeldBytes(long most)
{
    private readonly Lock gate = new();
    private readonly LinkedList<IHolder> holders = new();
    private readonly Dictionary<IHolder, LinkedListNode<IHolder>> places = [];
    private long held;
    private volatile bool isOver;

    // While the limit is exceeded, this connection is the only connection with received bytes that is allowed to read. A connection that
    // begins to hold bytes later does not replace this connection. Otherwise, each new connection could read another message, and the
    // memory would grow further.
    private IHolder? reader;

    /// <summary>The held memory, in bytes.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>Whether the held memory has exceeded the limit and has not yet fallen to three quarters of the limit.</summary>
    public bool IsOver => isOver;

    /// <summary>
    /// Creates a counter with the given limit, in bytes. Returns null if the limit is null, which means that the memory is not limited.
    /// </summary>
    public static HeldBytes? Of(long? most) => most is { } bytes ? new HeldBytes(bytes) : null;

    /// <summary>Adds a number of bytes to the held memory. A negative number reduces the held memory.</summary>
    public void Add(long bytes)
    {
        var now = Interlocked.Add(ref held, bytes);
        if (now > most)
        {
            isOver = true;
            Interlocked.MemoryBarrier();
            now = Held;
        }

        // Another thread can have reduced the number of held bytes before this thread set isOver. The other thread then did not wake any
        // connections. Therefore, this thread has read the number again, and wakes the waiting connections if the number is low enough.
        if (!isOver || now > most / 4 * 3) return;
        isOver = false;
        WakeLater();
    }

    /// <summary>
    /// Returns true if the connection must pause, because the limit is exceeded and another connection is allowed to read.
    /// </summary>
    public bool HasToWait(IHolder holder)
    {
        if (!isOver) return false;
        lock (gate) return places.ContainsKey(holder) && !ReferenceEquals(reader ??= holders.Last!.Value, holder);
    }

    /// <summary>Records that the connection has begun to hold bytes.</summary>
    public void Join(IHolder holder)
    {
        lock (gate) places.TryAdd(holder, places.TryGetValue(holder, out var place) ? place : holders.AddLast(holder));
    }

    /// <summary>Records that the connection no longer holds any bytes.</summary>
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

    // The waiting connections are woken on another thread, because the caller holds the lock of its own connection. To wake a connection, a
    // thread must acquire the lock of that connection. Two threads that wake each other's connections could otherwise deadlock.
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
