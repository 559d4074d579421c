namespace Pure.WebSockets.Host;

/// <summary>Whoever holds bytes of a message that is not whole, or that nobody has taken.</summary>
internal interface IHolder
{
    /// <summary>It may be its turn to read on.</summary>
    void GoOn();
}

/// <summary>
/// The memory that all connections of a server hold, and its bound. When they pass it, those that hold a part of a message pause, the
/// oldest first, until one is left that reads on: so that something ends. It reads until it holds
/// nothing any more; then the youngest of the others does. All go on when a quarter of the bound is free again.
/// </summary>
/// <param name="most">The bound, in bytes.</param>
internal sealed class HeldBytes(long most)
{
    private readonly Lock gate = new();
    private readonly LinkedList<IHolder> holders = new();
    private readonly Dictionary<IHolder, LinkedListNode<IHolder>> places = [];
    private long held;
    private volatile bool isOver;

    // Who reads on over the bound. It is not changed for a younger one: if each that comes read a message, the bound would be none.
    private IHolder? reader;

    /// <summary>What is held, in bytes.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>Whether the bound was passed, and too little was given back since.</summary>
    public bool IsOver => isOver;

    /// <summary>What counts, where there is a bound; else nothing does.</summary>
    public static HeldBytes? Of(long most) => most > 0 ? new HeldBytes(most) : null;

    /// <summary>So many bytes more are held, or less.</summary>
    public void Add(long bytes)
    {
        var now = Interlocked.Add(ref held, bytes);
        if (now > most)
        {
            isOver = true;
            Interlocked.MemoryBarrier();
            now = Held;
        }

        // What another has given back meanwhile counts too: nobody else would look.
        if (!isOver || now > most / 4 * 3) return;
        isOver = false;
        WakeLater();
    }

    /// <summary>Whether it has to pause: the bound is passed, and another one reads on.</summary>
    public bool HasToWait(IHolder holder)
    {
        if (!isOver) return false;
        lock (gate) return places.ContainsKey(holder) && !ReferenceEquals(reader ??= holders.Last!.Value, holder);
    }

    /// <summary>It holds something from here on.</summary>
    public void Join(IHolder holder)
    {
        lock (gate) places.TryAdd(holder, places.TryGetValue(holder, out var place) ? place : holders.AddLast(holder));
    }

    /// <summary>It holds nothing any more.</summary>
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

    // Elsewhere: whoever gives memory back holds its connection's lock, and another's is needed.
    private void WakeLater() => ThreadPool.UnsafeQueueUserWorkItem(static bytes => bytes.Wake(), this, preferLocal: false);

    private void Wake()
    {
        IHolder[] waiting;
        lock (gate)
        {
            reader = isOver ? reader ?? holders.Last?.Value : null;
            waiting = !isOver ? [.. holders] : reader is null ? [] : [reader];
        }

        for (var index = waiting.Length - 1; index >= 0; index--) waiting[index].GoOn();
    }
}
