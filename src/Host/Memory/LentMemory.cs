using System.Buffers;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// Memory that gives the application access to a rented buffer for a limited time. After this time, another connection can use the same
/// buffer. To protect the bytes of the other connection, a later access by the application never reads the old buffer. The access throws an
/// exception, or returns bytes from the buffer that is lent at the time of the access.
/// </summary>
/// <remarks>
/// A connection reuses one object of this type for all its buffers, so lending a buffer needs no allocation. The array of a buffer is not
/// exposed. Otherwise, the application could store the array and read it after the buffer has been returned to the pool.
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
    /// Whether a lent buffer is pinned. A pinned buffer is never reused, because the operating system can still read or write the buffer.
    /// </summary>
    protected bool IsPinned => Volatile.Read(ref pins) != 0;

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">No buffer is lent at the moment.</exception>
    public override Span<byte> GetSpan() => Segment().AsSpan();

    /// <summary>Returns the lent buffer. The caller must not store a reference to the buffer.</summary>
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
            // The pin is counted before the buffer is read. If the loan ends after this point, the buffer counts as pinned and is not
            // reused. If the loan has already ended, the next line throws an exception.
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
    /// Ends the loan of the previous buffer and lends the given number of bytes at the start of the next buffer. If <paramref name="next"/>
    /// is null, no buffer is lent.
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
