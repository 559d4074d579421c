namespace Pure.WebSockets.Host.Tests;

/// <summary>The memory of a message in progress.</summary>
public sealed class ReceiveQueueTests
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData(100, 7)]
    [InlineData(65_536, 1000)]
    [InlineData(65_537, 65_536)]
    [InlineData(300_000, 333)]
    [InlineData(20 * MiB, 65_536)]
    [InlineData(20 * MiB, 131_072)]
    [InlineData(20 * MiB, 5_000)]
    public void A_message_in_progress_holds_at_most_a_quarter_more_than_its_bytes_and_twice_that_while_it_is_joined(int length, int asked)
    {
        foreach (var most in new[] { length, 64 * MiB })
        {
            var held = new HeldBytes(Held(length) * 2);
            var buffers = new BufferPool(held);
            var queue = new ReceiveQueue(buffers);
            var message = new byte[length];
            new Random(length + asked).NextBytes(message);
            for (var came = 0; came < length;)
            {
                var lent = queue.Lend(asked, most);
                var bytes = Math.Min(Math.Min(lent.Length, asked), length - came);
                Assert.True(bytes is >= 4 || came + bytes == length, $"{lent.Length} bytes lent");
                message.AsMemory(came, bytes).CopyTo(lent);
                queue.Append(bytes);
                came += bytes;
                Assert.InRange(held.Held, came, Held(came));
            }

            queue.Complete(MessageKind.Binary, isFinal: true);
            Assert.False(held.IsOver, "more was held while it was joined");
            Assert.True(queue.TryTake());
            Assert.True(queue.Current.Data.Span.SequenceEqual(message));
            Assert.InRange(held.Held, length, Math.Max(length, 128) * 2L);
            queue.ReleaseCurrent();
            queue.Compact();
            Assert.Equal((0, 0), (held.Held, buffers.Rented));
        }

        static long Held(int bytes) => Math.Max(bytes, 64 * 1024) * 5L / 4;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(65_536)]
    [InlineData(70_001)]
    [InlineData(1_234_567)]
    public void A_message_never_holds_more_than_its_longest_length(int most)
    {
        var held = new HeldBytes(long.MaxValue);
        var queue = new ReceiveQueue(new BufferPool(held));
        for (var came = 0; came < most;)
        {
            var bytes = Math.Min(queue.Lend(128 * 1024, most).Length, most - came);
            queue.Append(bytes);
            came += bytes;

            // Small buffers come in powers of two. The last segment is at most a fifth of the bytes before it, and its buffer may be one
            // that another connection returned: such a buffer is at most an eighth longer than asked for.
            var small = Math.Max(128, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)most + 4));
            var large = most + (most / 40) + 16;
            Assert.InRange(held.Held, came, most <= 64 * 1024 ? small : Math.Max(large, most <= 100_000 ? most / 4 * 5 : 0));
        }

        // The kernel detects a message that is too long.
        Assert.InRange(queue.Lend(128 * 1024, most).Length, 4, int.MaxValue);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public void A_message_continues_when_the_loop_waited_before_the_first_byte_of_new_memory(int length)
    {
        // A header without its payload, a ping or an empty fragment: memory is lent, and no byte is added.
        var held = new HeldBytes(long.MaxValue);
        var buffers = new BufferPool(held);
        var queue = new ReceiveQueue(buffers);
        var message = new byte[length];
        new Random(length).NextBytes(message);
        for (var came = 0; came < length;)
        {
            queue.Lend(5_000, length);
            queue.Compact();
            var lent = queue.Lend(5_000, length);
            var bytes = Math.Min(Math.Min(lent.Length, 5_000), length - came);
            message.AsMemory(came, bytes).CopyTo(lent);
            queue.Append(bytes);
            came += bytes;
        }

        queue.Lend(5_000, length);
        queue.Compact();
        queue.Complete(MessageKind.Binary, isFinal: true);
        Assert.True(queue.TryTake());
        Assert.True(queue.Current.Data.Span.SequenceEqual(message));
        queue.ReleaseCurrent();
        queue.Compact();
        Assert.Equal((0, 0), (held.Held, buffers.Rented));
    }

    [Fact]
    public void Discarded_messages_hold_no_memory()
    {
        var held = new HeldBytes(long.MaxValue);
        var queue = new ReceiveQueue(new BufferPool(held));
        Come(10 * MiB);
        Assert.InRange(held.Held, 10 * MiB, long.MaxValue);
        queue.IsDiscarding = true;
        Come(MiB);
        Assert.InRange(held.Held, 0, 64 * 1024);
        queue.Complete(MessageKind.Binary, isFinal: true);
        queue.Compact();
        Assert.Equal(0, held.Held);

        void Come(int bytes)
        {
            while (bytes > 0)
            {
                var lent = Math.Min(queue.Lend(64 * 1024, 64 * MiB).Length, bytes);
                queue.Append(lent);
                bytes -= lent;
            }
        }
    }

    [Fact]
    public void A_long_message_after_the_first_allocates_nothing_beside_its_buffers()
    {
        var queue = new ReceiveQueue(new BufferPool());
        for (var round = 0; round < 20; round++) Message();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 20; round++) Message();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Message()
        {
            for (var left = MiB; left > 0;)
            {
                var bytes = Math.Min(queue.Lend(64 * 1024, 64 * MiB).Length, left);
                queue.Append(bytes);
                left -= bytes;
            }

            queue.Complete(MessageKind.Binary, isFinal: true);
            queue.TryTake();
            queue.ReleaseCurrent();
        }
    }
}
