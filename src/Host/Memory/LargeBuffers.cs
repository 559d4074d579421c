using System.Numerics;

namespace Pure.WebSockets.Host;

/// <summary>
/// Buffers of more than 64 KiB that wait for their next use: at most so many bytes of them, and none for longer than a time. What is
/// given up goes back to the operating system at once: an idle process may never collect memory again.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class LargeBuffers(TimeProvider time)
{
    /// <summary>The most that waits, in bytes.</summary>
    public const long MostBytes = 64L * 1024 * 1024;

    /// <summary>Sizes between one power of two and the next: so a buffer is little larger than it was asked to be.</summary>
    private const int Steps = 8;

    private const int SmallestPower = 16;
    private const int LargestPower = 30;

    private readonly Lock gate = new();

    // The buffer that was returned last is rented first: those that are no longer needed stay at the start, and get old.
    private readonly List<(byte[] Buffer, long Since)>?[] waiting =
        new List<(byte[] Buffer, long Since)>?[(LargestPower - SmallestPower + 1) * Steps];

    // It runs only while a buffer waits.
    private ITimer? timer;
    private long bytes;

    /// <summary>The time that a buffer waits for its next use.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>What waits, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return bytes;
        }
    }

    /// <summary>
    /// The greatest size that buffers are kept in and that is not above that length, in bytes: a buffer of it may be up to an eighth
    /// longer, and no more.
    /// </summary>
    public static int SizeUpTo(int length)
    {
        var power = BitOperations.Log2((uint)length);
        return length >> (power - 3) << (power - 3);
    }

    /// <summary>
    /// A buffer of at least that length, which is more than 64 KiB, and at most an eighth longer. Its content is undefined.
    /// </summary>
    public byte[] Rent(int length)
    {
        lock (gate)
        {
            // A buffer that is long enough has the same size as the length, or the next size.
            var size = SizeOf(length);
            if (Take(size, length) is { } found) return found;
            if (size + 1 < waiting.Length && Take(size + 1, length) is { } larger) return larger;
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Keeps a buffer for its next use. Nobody may reach it any more.</summary>
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
                    static cache => ((LargeBuffers)cache!).GiveUpUnused(), this, LongestWait, Timeout.InfiniteTimeSpan);
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

    /// <summary>While too much waits: the buffer that has waited longest.</summary>
    private byte[]? TakeSurplus() => bytes > MostBytes ? Remove(Oldest()!, 0) : null;

    private List<(byte[] Buffer, long Since)>? Oldest()
    {
        List<(byte[] Buffer, long Since)>? oldest = null;
        foreach (var these in waiting)
            if (these is { Count: > 0 } && (oldest is null || these[0].Since < oldest[0].Since)) oldest = these;
        return oldest;
    }

    /// <summary>Gives up what has waited for too long. Then the timer runs for the next, if anything is left.</summary>
    private void GiveUpUnused()
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
