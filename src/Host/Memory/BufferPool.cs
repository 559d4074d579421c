using System.Buffers;

namespace Pure.WebSockets.Host;

/// <summary>Rents buffers and counts the rented buffers. The count is zero after all connections have ended.</summary>
/// <param name="bound">The counter of the memory that all connections of a server hold, or null if the memory is not limited.</param>
internal sealed class BufferPool(HeldBytes? bound = null)
{
    private long rented;

    /// <summary>
    /// The pool from which all connections of this process rent their buffers. Before the tests create their first connection, they replace
    /// this pool with a pool that detects writes to returned buffers.
    /// </summary>
    public static ArrayPool<byte> Pool { get; set; } = new ProcessPool(ArrayPool<byte>.Shared, TimeProvider.System);

    /// <summary>The number of buffers that are currently rented.</summary>
    public long Rented => Interlocked.Read(ref rented);

    /// <summary>The counter of the memory that all connections of the server hold, or null if the memory is not limited.</summary>
    public HeldBytes? Bound => bound;

    /// <summary>Rents a buffer of at least the given number of bytes. The content of the buffer is undefined.</summary>
    public byte[] Rent(int bytes)
    {
        Interlocked.Increment(ref rented);
        var buffer = Pool.Rent(bytes);
        bound?.Add(buffer.Length);
        return buffer;
    }

    /// <summary>
    /// Returns a buffer to the pool. After this call, the caller must not use the buffer, because another connection can rent the buffer.
    /// </summary>
    public void Return(byte[] buffer)
    {
        Forget(buffer);
        Pool.Return(buffer);
    }

    /// <summary>
    /// Removes a buffer from the count without returning the buffer to the pool, because other code can still read or write the buffer. The
    /// buffer is never rented again. The garbage collector frees the buffer when nothing refers to it.
    /// </summary>
    public void Forget(byte[] buffer)
    {
        Interlocked.Decrement(ref rented);
        bound?.Add(-buffer.Length);
    }
}
