using System.Numerics;

namespace Pure.WebSockets.Host;

/// <summary>
/// A cache of buffers that are longer than 64 KiB. The total size of the cached buffers is limited, and a buffer that has been unused for
/// some time is removed. On Linux, the memory of a removed buffer is returned to the operating system immediately. Without this step, an
/// idle process could use the memory for a long time, because an idle process rarely runs its garbage collector.
/// </summary>
/// <param name="time">The clock that measures how long a buffer has been unused.</param>
internal sealed class LargeBuffers(TimeProvider time)
{
    /// <summary>The maximum total length of the cached buffers, in bytes.</summary>
    public const long MostBytes = 64L * 1024 * 1024;

    /// <summary>
    /// The number of size classes between one power of two and the next. With more size classes, the length of a buffer is closer to the
    /// requested length.
    /// </summary>
    private const int Steps = 8;

    private const int SmallestPower = 16;
    private const int LargestPower = 30;

    private readonly Lock gate = new();

    // One list of cached buffers for each size class, with the time at which each buffer was returned. The most recently returned buffer is
    // rented first. Therefore, the first buffer in a list has been unused for the longest time.
    private readonly List<(byte[] Buffer, long Since)>?[] waiting =
        new List<(byte[] Buffer, long Since)>?[(LargestPower - SmallestPower + 1) * Steps];

    // The timer that removes unused buffers. The timer is created when a buffer is added to the cache. If the cache is empty when the timer
    // elapses, the timer is disposed.
    private ITimer? timer;
    private long bytes;

    /// <summary>The time after which an unused buffer is removed.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The total length of the cached buffers, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return bytes;
        }
    }

    /// <summary>
    /// Rounds a length, in bytes, down to the smallest length of its size class. A buffer that is rented with the rounded length is at most
    /// an eighth longer than the rounded length.
    /// </summary>
    public static int SizeUpTo(int length)
    {
        var power = BitOperations.Log2((uint)length);
        return length >> (power - 3) << (power - 3);
    }

    /// <summary>
    /// Returns a buffer that has at least the given length and is at most an eighth longer. The length must be more than 64 KiB. The
    /// content of the buffer is undefined.
    /// </summary>
    public byte[] Rent(int length)
    {
        lock (gate)
        {
            // A suitable buffer can only be in the size class of the length or in the next size class.
            var size = SizeOf(length);
            if (Take(size, length) is { } found) return found;
            if (size + 1 < waiting.Length && Take(size + 1, length) is { } larger) return larger;
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Adds a buffer to the cache. After this call, the caller must not use the buffer.</summary>
    public void Return(byte[] buffer)
    {
        var surplus = buffer;
        lock (gate)
        {
            if (buffer.Length <= MostBytes)
            {
                (waiting[SizeOf(buffer.Length)] ??= []).Add((buffer, time.GetTimestamp()));
                bytes += buffer.Length;
                timer ??= time.CreateTimer(
                    static cache => ((LargeBuffers)cache!).RemoveUnused(), this, LongestWait, Timeout.InfiniteTimeSpan);
                surplus = TakeSurplus();
            }
        }

        for (; surplus is not null; surplus = NextSurplus()) ResidentMemory.Release(surplus);
    }

    private static int SizeOf(int length)
    {
        var power = BitOperations.Log2((uint)length);
        return ((power - SmallestPower) * Steps) + (length >> (power - 3)) - Steps;
    }

    private byte[]? Take(int size, int length)
    {
        if (waiting[size] is not { } these) return null;
        var longest = length + ((long)length >> 3);
        for (var index = these.Count - 1; index >= 0; index--)
            if (these[index].Buffer.Length >= length && these[index].Buffer.Length <= longest) return Remove(these, index);
        return null;
    }

    private byte[] Remove(List<(byte[] Buffer, long Since)> from, int index)
    {
        var buffer = from[index].Buffer;
        from.RemoveAt(index);
        bytes -= buffer.Length;
        return buffer;
    }

    private byte[]? NextSurplus()
    {
        lock (gate) return TakeSurplus();
    }

    /// <summary>
    /// Removes and returns the buffer that has been unused for the longest time, if the cache exceeds its maximum size. Otherwise, returns
    /// null.
    /// </summary>
    private byte[]? TakeSurplus() => bytes > MostBytes ? Remove(Oldest()!, 0) : null;

    private List<(byte[] Buffer, long Since)>? Oldest()
    {
        List<(byte[] Buffer, long Since)>? oldest = null;
        foreach (var these in waiting)
            if (these is { Count: > 0 } && (oldest is null || these[0].Since < oldest[0].Since)) oldest = these;
        return oldest;
    }

    /// <summary>
    /// Removes the buffers that have been unused for <see cref="LongestWait"/>. If other buffers remain, the timer is started again.
    /// </summary>
    private void RemoveUnused()
    {
        while (TakeUnused() is { } unused) ResidentMemory.Release(unused);
    }

    private byte[]? TakeUnused()
    {
        lock (gate)
        {
            var oldest = Oldest();
            var left = oldest is null ? TimeSpan.Zero : LongestWait - time.GetElapsedTime(oldest[0].Since);
            if (oldest is not null && left <= TimeSpan.Zero) return Remove(oldest, 0);
            if (oldest is not null) timer?.Change(left, Timeout.InfiniteTimeSpan);
            else
            {
                timer?.Dispose();
                timer = null;
            }

            return null;
        }
    }
}
