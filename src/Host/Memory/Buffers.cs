using System.Buffers;

namespace Pure.WebSockets.Host;

/// <summary>Rented memory, counted: when all connections are gone nothing is rented.</summary>
/// <param name="bound">What the bytes are counted by, where a server has a bound for them; null for nothing.</param>
internal sealed class Buffers(HeldBytes? bound = null)
{
    private long rented;

    /// <summary>
    /// Where the memory of all connections of this process comes from. The tests put a pool with canaries here before the first
    /// connection.
    /// </summary>
    public static ArrayPool<byte> Pool { get; set; } = new ProcessPool(ArrayPool<byte>.Shared, TimeProvider.System);

    /// <summary>How many buffers are rented.</summary>
    public long Rented => Interlocked.Read(ref rented);

    /// <summary>The bound of the server, if it has one.</summary>
    public HeldBytes? Bound => bound;

    /// <summary>Memory of at least that size, with whatever was in it.</summary>
    public byte[] Rent(int bytes)
    {
        Interlocked.Increment(ref rented);
        var buffer = Pool.Rent(bytes);
        bound?.Add(buffer.Length);
        return buffer;
    }

    /// <summary>Gives a buffer back. Nobody can reach it any more: the next to rent it may be another connection.</summary>
    public void Return(byte[] buffer)
    {
        Forget(buffer);
        Pool.Return(buffer);
    }

    /// <summary>
    /// Gives up a buffer that somebody else may still read or write. It is not rented again: it becomes garbage when that one has let it
    /// go.
    /// </summary>
    public void Forget(byte[] buffer)
    {
        Interlocked.Decrement(ref rented);
        bound?.Add(-buffer.Length);
    }
}
