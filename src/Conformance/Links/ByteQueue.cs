namespace Pure.WebSockets.Conformance;

/// <summary>
/// A queue of the bytes that one end of an in-memory stream sends to the other end. The queue holds at most 64 KiB, like a typical socket
/// buffer. There must be only one writer and one reader. Waiting for bytes or for free space does not block a thread.
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

    /// <summary>The number of bytes that can be read.</summary>
    public int Count
    {
        get
        {
            lock (gate) return count;
        }
    }

    /// <summary>Closes the writer's end. The reader still receives the queued bytes.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
            SignalChange();
        }
    }

    /// <summary>Closes the reader's end. The queued bytes are discarded, and later writes throw an exception.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            (isAbandoned, count) = (true, 0);
            SignalChange();
        }
    }

    /// <summary>
    /// Waits until at least one byte is available, and then reads as many bytes as fit into the buffer. Returns the number of bytes that
    /// were read, or 0 at the end of the stream.
    /// </summary>
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

    /// <summary>Writes all bytes, and waits for free space whenever the queue is full.</summary>
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

    // Run continuations asynchronously, because continuations must not run inside the lock.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
