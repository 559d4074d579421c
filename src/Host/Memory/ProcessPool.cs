using System.Buffers;

namespace Pure.WebSockets.Host;

/// <summary>The buffers of the process: small ones from a fast pool, large ones from a bounded cache.</summary>
/// <param name="small">The pool of buffers of up to <see cref="MaxSmallBytes"/>.</param>
/// <param name="time">The clock by which unused large buffers are removed.</param>
internal sealed class ProcessPool(ArrayPool<byte> small, TimeProvider time) : ArrayPool<byte>
{
    /// <summary>The longest small buffer, in bytes. One read of a connection uses that length.</summary>
    public const int MaxSmallBytes = 64 * 1024;

    private readonly LargeBuffers large = new(time);

    public override byte[] Rent(int minimumLength) =>
        minimumLength <= MaxSmallBytes ? small.Rent(minimumLength) : large.Rent(minimumLength);

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (clearArray) Array.Clear(array);
        if (array.Length <= MaxSmallBytes) small.Return(array);
        else large.Return(array);
    }
}
