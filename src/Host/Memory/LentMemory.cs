using System.Buffers;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>
/// A buffer that the application sees for a time, and only through this. When the time is over the buffer may go to another connection,
/// whose bytes nobody else may see: so memory that an application kept for too long then
/// throws, or shows what it was lent after that.
/// </summary>
/// <remarks>
/// It is one object for all the buffers that a connection lends, one after the other: lending allocates nothing. An array of it is given
/// to nobody, for an array can be kept without being asked for.
/// </remarks>
internal abstract class LentMemory : MemoryManager<byte>
{
    private byte[]? buffer;
    private int length;
    private int changes;
    private int pins;

    /// <summary>The buffer that is lent now; null for none.</summary>
    protected byte[]? Shown => buffer;

    /// <summary>
    /// Whether somebody has the address of a buffer that was lent: one that is pinned is not given to others, for reads and writes of the
    /// system may be under way in it.
    /// </summary>
    protected bool IsPinned => Volatile.Read(ref pins) != 0;

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">Nothing is lent any more.</exception>
    public override Span<byte> GetSpan() => Segment().AsSpan();

    /// <summary>What is lent, for a caller that is done with it when it returns.</summary>
    /// <exception cref="ObjectDisposedException">Nothing is lent any more.</exception>
    public ArraySegment<byte> Segment()
    {
        // Without a lock: whoever asks while the buffer changes asks too late.
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
            // It may have been given back just before it was seen to be pinned: then what is lent now is not what it was.
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

    /// <summary>That many bytes of a buffer are lent from here on; null for nothing.</summary>
    protected void Show(byte[]? next, int bytes)
    {
        changes++;
        Volatile.WriteBarrier();
        (buffer, length) = (next, bytes);
        Volatile.Write(ref changes, changes + 1);
    }

    /// <summary>Nothing: buffers are given back one by one.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private static ObjectDisposedException Over() => new(
        nameof(Message),
        "A message's memory is valid until the next receive call on its connection. What is to be kept longer is kept as a copy.");
}
