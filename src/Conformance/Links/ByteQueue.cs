namespace Pure.WebSockets.Conformance;

/// <summary>
/// Bytes from one end of a stream in memory to the other, in order, as many at a time as a socket's buffer would hold. One writer, one
/// reader; nobody who waits holds a thread.
/// </summary>
internal sealed class ByteQueue
{
    private const int Room = 64 * 1024;

    private readonly Lock gate = new();
    private readonly byte[] ring = new byte[Room];
    private int first;
    private int count;
    private bool hasEnded;
    private bool isAbandoned;
    private TaskCompletionSource changed = New();

    /// <summary>How many bytes wait for the reader.</summary>
    public int Count
    {
        get
        {
            lock (gate) return count;
        }
    }

    /// <summary>The writer writes no more: behind what waits is the end.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
            SignalChange();
        }
    }

    /// <summary>The reader reads no more: what waits is gone, and writing fails.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            (isAbandoned, count) = (true, 0);
            SignalChange();
        }
    }

    /// <summary>Reads what there is, waiting for the first byte; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken stop)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(isAbandoned, typeof(DuplexStream));
                if (count > 0 || hasEnded || into.IsEmpty) return Take(into.Span);
                change = changed.Task;
            }

            await change.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Writes all of it, waiting for room.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> from, CancellationToken stop)
    {
        while (!from.IsEmpty)
        {
            Task change;
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(hasEnded, typeof(DuplexStream));
                if (isAbandoned) throw new IOException("The other end of the stream is closed.");
                from = from[Put(from.Span)..];
                change = changed.Task;
                if (from.IsEmpty) return;
            }

            await change.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private int Take(Span<byte> into)
    {
        var taken = Math.Min(count, into.Length);
        var straight = Math.Min(taken, Room - first);
        ring.AsSpan(first, straight).CopyTo(into);
        ring.AsSpan(0, taken - straight).CopyTo(into[straight..]);
        (first, count) = ((first + taken) % Room, count - taken);
        SignalChange();
        return taken;
    }

    private int Put(ReadOnlySpan<byte> from)
    {
        var put = Math.Min(Room - count, from.Length);
        if (put == 0) return 0;
        var last = (first + count) % Room;
        var straight = Math.Min(put, Room - last);
        from[..straight].CopyTo(ring.AsSpan(last));
        from[straight..put].CopyTo(ring);
        count += put;
        SignalChange();
        return put;
    }

    private void SignalChange()
    {
        changed.TrySetResult();
        changed = New();
    }

    // Who waits goes on by itself, not inside the lock of who changed it.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
