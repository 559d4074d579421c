using System.Buffers;

namespace Pure.WebSockets.Host;

/// <summary>The buffers of a process: small ones from a pool that is fast, large ones from a cache with a bound.</summary>
/// <param name="small">Where buffers of up to <see cref="MostSmall"/> bytes come from.</param>
/// <param name="time">The clock that large buffers are given up by.</param>
internal sealed class ProcessPool(ArrayPool<byte> small, TimeProvider time) : ArrayPool<byte>
{
    /// <summary>The length, in bytes, up to which a buffer is a small one. It is what one read takes.</summary>
    public const int MostSmall = 64 * 1024;

    private readonly LargeBuffers large = new(time);

    public override byte[] Rent(int minimumLength) => minimumLength <= MostSmall ? small.Rent(minimumLength) : large.Rent(minimumLength);

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (clearArray) Array.Clear(array);
        if (array.Length <= MostSmall) small.Return(array);
        else large.Return(array);
    }
}
