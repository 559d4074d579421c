using System.Buffers;

namespace Pure.WebSockets.Host;

/// <summary>Rented memory, counted: when all connections are gone nothing is rented.</summary>
internal sealed class Buffers
{
    private long rented;

    public long Rented => Interlocked.Read(ref rented);

    /// <summary>Memory of at least that size, with whatever was in it.</summary>
    public byte[] Rent(int bytes)
    {
        Interlocked.Increment(ref rented);
        return ArrayPool<byte>.Shared.Rent(bytes);
    }

    public void Return(byte[] buffer)
    {
        Interlocked.Decrement(ref rented);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
