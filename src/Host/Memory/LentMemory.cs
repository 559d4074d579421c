using System.Buffers;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// An object that lends a buffer to the application for a limited time. After this time, another connection may use the same buffer. To
/// protect the bytes of that connection, any later access by the application throws an exception, or returns bytes from the buffer that is
/// lent at that moment.
/// </summary>
/// <remarks>
/// A connection uses one object to lend all its buffers one after another, so lending needs no allocation. A buffer's array is not exposed,
/// because the application could keep the array and read it after the buffer has been returned to the pool.
/// </remarks>
internal abstract class LentMemory : MemoryManager<byte>
{
    private byte[]? buffer;
    private int length;
    private int changes;
    private int pins;

    /// <summary>The buffer that is currently lent, or null if no buffer is lent.</summary>
    protected byte[]? Shown => buffer;

    /// <summary>
    /// Whether a lent buffer is pinned. A pinned buffer is never reused, because the operating system may still read or write it.
    /// </summary>
    protected bool IsPinned => Volatile.Read(ref pins) != 0;

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">No buffer is lent at the moment.</exception>
    public override Span<byte> GetSpan() => Segment().AsSpan();

    /// <summary>Returns the lent buffer. The caller must not keep a reference to the buffer.</summary>
    /// <exception cref="ObjectDisposedException">No buffer is lent at the moment.</exception>
    public ArraySegment<byte> Segment()
    {
        // No lock is needed here, because an exception is thrown if another thread changes the lent buffer during this read.
        var before = Volatile.Read(ref changes);
        var (array, bytes) = (buffer, length);
        Volatile.ReadBarrier();
        if (array is null || (before & 1) != 0 || changes != before) throw Over();
        return new ArraySegment<byte>(array, 0, bytes);
    }

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        Interlocked.Increment(ref pins);
        try
        {
            // The pin is counted before the buffer is read. If the buffer was no longer lent when the pin was counted, reading the buffer
            // throws an exception.
            var lent = Segment();
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)lent.Count, nameof(elementIndex));
            var handle = GCHandle.Alloc(lent.Array, GCHandleType.Pinned);
            return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
        }
        catch (Exception)
        {
            Unpin();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Unpin() => Interlocked.Decrement(ref pins);

    /// <summary>
    /// Lends the given number of bytes at the start of a buffer, instead of the previous buffer. If <paramref name="next"/> is null, no
    /// buffer is lent.
    /// </summary>
    protected void Show(byte[]? next, int bytes)
    {
        changes++;
        Volatile.WriteBarrier();
        (buffer, length) = (next, bytes);
        Volatile.Write(ref changes, changes + 1);
    }

    /// <summary>Does nothing, because the object does not own the lent buffers.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private static ObjectDisposedException Over() => new(
        "Message",
        "A message's memory is valid until the next receive call on its connection. Copy the message to keep it longer.");
}
