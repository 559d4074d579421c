using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host.Tests;

/// <summary>The cache of large buffers: its bound, its time, and which buffer it returns.</summary>
public sealed class LargeBuffersTests
{
    private const int MiB = 1024 * 1024;

    private readonly VirtualTime time = new();

    [Theory]
    [InlineData(65_537)]
    [InlineData(100_000)]
    [InlineData(MiB)]
    [InlineData(MiB + 1)]
    [InlineData(30_000_001)]
    public void A_returned_buffer_is_rented_again_for_the_same_length_or_a_little_less(int length)
    {
        var cache = new LargeBuffers(time);
        var buffer = cache.Rent(length);
        Assert.Equal(length, buffer.Length);
        cache.Return(buffer);
        Assert.Same(buffer, cache.Rent(length));
        cache.Return(buffer);
        Assert.Same(buffer, cache.Rent(LargeBuffers.SizeUpTo(length)));
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public void A_rented_buffer_is_long_enough_and_not_much_longer()
    {
        var cache = new LargeBuffers(time);
        var random = new Random(65_537);
        for (var round = 0; round < 20_000; round++)
        {
            var length = random.Next(65_537, 3 * MiB);
            var buffer = cache.Rent(length);
            Assert.InRange(buffer.Length, length, length + (length / 8));
            var size = LargeBuffers.SizeUpTo(length);
            Assert.InRange(size, length / 8 * 7, length);
            var exact = cache.Rent(size);
            Assert.InRange(exact.Length, size, size + (size / 8));
            cache.Return(buffer);
            if (random.Next(2) == 0) cache.Return(exact);
            Assert.InRange(cache.Bytes, 1, LargeBuffers.MostBytes);
        }
    }

    [Fact]
    public void At_most_64_MiB_are_cached_and_the_oldest_buffers_leave_first()
    {
        var cache = new LargeBuffers(time);
        var buffers = Enumerable.Range(0, 10).Select(_ => cache.Rent(8 * MiB)).ToArray();
        foreach (var buffer in buffers)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            cache.Return(buffer);
            Assert.InRange(cache.Bytes, 1, LargeBuffers.MostBytes);
        }

        Assert.Equal(64L * MiB, cache.Bytes);
        for (var index = 9; index >= 2; index--) Assert.Same(buffers[index], cache.Rent(8 * MiB));
        var fresh = cache.Rent(8 * MiB);
        Assert.All(buffers, buffer => Assert.NotSame(buffer, fresh));
    }

    [Fact]
    public void One_that_is_larger_than_the_bound_does_not_wait_and_drives_nothing_out()
    {
        var cache = new LargeBuffers(time);
        var (small, large) = (cache.Rent(MiB), cache.Rent(65 * MiB));
        cache.Return(small);
        cache.Return(large);
        Assert.Equal(MiB, cache.Bytes);
    }

    [Fact]
    public void Buffers_unused_for_30_s_are_removed_and_then_no_timer_runs()
    {
        var cache = new LargeBuffers(time);
        Assert.Null(time.Waited);
        var (first, second) = (cache.Rent(MiB), cache.Rent(2 * MiB));
        Assert.Null(time.Waited);
        cache.Return(first);
        time.Advance(TimeSpan.FromSeconds(20));
        cache.Return(second);
        Assert.Equal((3L * MiB, TimeSpan.FromSeconds(10)), (cache.Bytes, time.Waited));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((2L * MiB, TimeSpan.FromSeconds(20)), (cache.Bytes, time.Waited));

        // A use starts the time anew.
        Assert.Same(second, cache.Rent(2 * MiB));
        cache.Return(second);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((2L * MiB, TimeSpan.FromSeconds(10)), (cache.Bytes, time.Waited));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((0, null), (cache.Bytes, time.Waited));
    }

    [Fact]
    public void In_use_the_cache_allocates_nothing()
    {
        var cache = new LargeBuffers(TimeProvider.System);
        for (var round = 0; round < 100; round++) Use();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++) Use();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Use()
        {
            var (one, other) = (cache.Rent(100_000), cache.Rent(MiB));
            cache.Return(one);
            cache.Return(other);
        }
    }

    [Fact]
    public void The_memory_of_removed_buffers_is_freed_at_once_and_the_array_stays_usable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "another system takes it when garbage is collected");
        const int Length = 48 * MiB;
        var array = new byte[Length];
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        try
        {
            Array.Fill(array, (byte)1);
            var full = Resident();
            ResidentMemory.Release(array);
            // The pages at both ends hold other objects too and stay.
            Assert.InRange(Resident(), 0, 2);
            Assert.InRange(full, Length / Environment.SystemPageSize, long.MaxValue);
            Assert.Equal((Length, -1), (array.Length, array.AsSpan(4096, Length - 8192).IndexOfAnyExcept((byte)0)));
            Array.Fill(array, (byte)2);
            Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept((byte)2));
        }
        finally
        {
            pin.Free();
        }

        // The number of pages of this array that are in memory. The memory of the whole process changes with every test that runs beside.
        long Resident()
        {
            const int Entry = sizeof(ulong);
            var first = pin.AddrOfPinnedObject() / Environment.SystemPageSize;
            var last = (pin.AddrOfPinnedObject() + Length - 1) / Environment.SystemPageSize;
            var entries = new byte[(last - first + 1) * Entry];
            using var map = File.OpenHandle("/proc/self/pagemap");
            for (var read = 0; read < entries.Length;)
                read += RandomAccess.Read(map, entries.AsSpan(read), (first * Entry) + read);
            // The top bit of an entry: the page is present.
            return entries.Where((_, index) => index % Entry == Entry - 1).LongCount(top => (top & 0x80) != 0);
        }
    }
}
