using System.Buffers;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// A buffer that is lent to the application for a limited time, and only through this object. Afterwards another connection may use the
/// buffer, and the application must not see the bytes of that connection. Memory that an application keeps too long therefore throws, or
/// shows the buffer that is lent at that moment.
/// </summary>
/// <remarks>
/// One object lends all buffers of a connection, one after the other, so lending allocates nothing. The array itself is not exposed,
/// because an array can be kept and read without a check.
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
    /// <exception cref="ObjectDisposedException">No buffer is lent any more.</exception>
    public override Span<byte> GetSpan() => Segment().AsSpan();

    /// <summary>Returns the lent buffer, for a caller that uses it only during its own call.</summary>
    /// <exception cref="ObjectDisposedException">No buffer is lent any more.</exception>
    public ArraySegment<byte> Segment()
    {
        // No lock is taken: a caller that reads while the buffer changes is too late, and gets the exception.
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
            // The buffer is checked after the pin is counted, because it may have been given back just before.
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

    /// <summary>Lends the first bytes of a buffer, in place of the previous buffer. Null lends nothing.</summary>
    protected void Show(byte[]? next, int bytes)
    {
        changes++;
        Volatile.WriteBarrier();
        (buffer, length) = (next, bytes);
        Volatile.Write(ref changes, changes + 1);
    }

    /// <summary>Does nothing: buffers are given back one by one.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private static ObjectDisposedException Over() => new(
        "Message",
        "A message's memory is valid until the next receive call on its connection. Copy the message to keep it longer.");
}
