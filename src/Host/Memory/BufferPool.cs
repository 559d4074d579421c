using System.Buffers;

namespace Pure.WebSockets.Host;

/// <summary>Rents buffers and counts them. After all connections have ended, the count is zero.</summary>
/// <param name="bound">Counts the bytes toward a server's bound. It is null if there is no bound.</param>
internal sealed class BufferPool(HeldBytes? bound = null)
{
    private long rented;

    /// <summary>
    /// The source of all buffers of this process. Before the first connection, the tests replace it with a pool that detects writes to
    /// returned buffers.
    /// </summary>
    public static ArrayPool<byte> Pool { get; set; } = new ProcessPool(ArrayPool<byte>.Shared, TimeProvider.System);

    /// <summary>How many buffers are rented.</summary>
    public long Rented => Interlocked.Read(ref rented);

    /// <summary>The server's bound, if there is one.</summary>
    public HeldBytes? Bound => bound;

    /// <summary>Rents a buffer of at least that length, in bytes. Its content is undefined.</summary>
    public byte[] Rent(int bytes)
    {
        Interlocked.Increment(ref rented);
        var buffer = Pool.Rent(bytes);
        bound?.Add(buffer.Length);
        return buffer;
    }

    /// <summary>Gives a buffer back. Nothing may refer to it any more: another connection may rent it next.</summary>
    public void Return(byte[] buffer)
    {
        Forget(buffer);
        Pool.Return(buffer);
    }

    /// <summary>
    /// Gives up a buffer that other code may still read or write. It is never rented again: the garbage collector frees it when nothing
    /// refers to it.
    /// </summary>
    public void Forget(byte[] buffer)
    {
        Interlocked.Decrement(ref rented);
        bound?.Add(-buffer.Length);
    }
}
