using System.Buffers;

namespace Pure.WebSockets.Host;

/// <summary>
/// The pool for all buffers of the process. Small buffers come from a fast pool, and large buffers come from a cache of limited size.
/// </summary>
/// <param name="small">The pool for buffers that have at most <see cref="MaxSmallBytes"/> bytes.</param>
/// <param name="time">The clock that measures how long a large buffer has been unused.</param>
internal sealed class ProcessPool(ArrayPool<byte> small, TimeProvider time) : ArrayPool<byte>
{
    /// <summary>The maximum length of a small buffer, in bytes. A connection reads into a buffer of this length.</summary>
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
