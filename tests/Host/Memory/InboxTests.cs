namespace Pure.WebSockets.Host.Tests;

/// <summary>What a message under way holds.</summary>
public sealed class InboxTests
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
    public void A_message_under_way_holds_a_quarter_more_than_its_bytes_at_most_and_twice_that_while_it_is_joined(int length, int asked)
    {
        foreach (var most in new[] { length, 64 * MiB })
        {
            var held = new HeldBytes(Held(length) * 2);
            var buffers = new Buffers(held);
            var inbox = new Inbox(buffers);
            var message = new byte[length];
            new Random(length + asked).NextBytes(message);
            for (var came = 0; came < length;)
            {
                var lent = inbox.Lend(asked, most);
                var bytes = Math.Min(Math.Min(lent.Length, asked), length - came);
                Assert.True(bytes is >= 4 || came + bytes == length, $"{lent.Length} bytes lent");
                message.AsMemory(came, bytes).CopyTo(lent);
                inbox.Join(bytes);
                came += bytes;
                Assert.InRange(held.Held, came, Held(came));
            }

            inbox.Complete(MessageKind.Binary, isFinal: true);
            Assert.False(held.IsOver, "more was held while it was joined");
            Assert.True(inbox.TryTake());
            Assert.True(inbox.Current.Data.Span.SequenceEqual(message));
            Assert.InRange(held.Held, length, Math.Max(length, 128) * 2L);
            inbox.GiveBack();
            inbox.Rest();
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
    public void Whatever_is_asked_for_no_more_is_held_than_the_message_may_have(int most)
    {
        var held = new HeldBytes(long.MaxValue);
        var inbox = new Inbox(new Buffers(held));
        for (var came = 0; came < most;)
        {
            var bytes = Math.Min(inbox.Lend(128 * 1024, most).Length, most - came);
            inbox.Join(bytes);
            came += bytes;

            // Small buffers come in powers of two. The last segment is at most a fifth of what came before it, and its buffer may be one
            // that another connection returned: such a buffer is at most an eighth longer than asked for.
            var small = Math.Max(128, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)most + 4));
            var large = most + (most / 40) + 16;
            Assert.InRange(held.Held, came, most <= 64 * 1024 ? small : Math.Max(large, most <= 100_000 ? most / 4 * 5 : 0));
        }

        // What goes beyond is for the kernel to find.
        Assert.InRange(inbox.Lend(128 * 1024, most).Length, 4, int.MaxValue);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public void A_message_goes_on_when_the_loop_went_to_wait_before_the_first_byte_for_new_memory_came(int length)
    {
        // A header without its payload, a ping or an empty fragment: memory was lent, and nothing came.
        var held = new HeldBytes(long.MaxValue);
        var buffers = new Buffers(held);
        var inbox = new Inbox(buffers);
        var message = new byte[length];
        new Random(length).NextBytes(message);
        for (var came = 0; came < length;)
        {
            inbox.Lend(5_000, length);
            inbox.Rest();
            var lent = inbox.Lend(5_000, length);
            var bytes = Math.Min(Math.Min(lent.Length, 5_000), length - came);
            message.AsMemory(came, bytes).CopyTo(lent);
            inbox.Join(bytes);
            came += bytes;
        }

        inbox.Lend(5_000, length);
        inbox.Rest();
        inbox.Complete(MessageKind.Binary, isFinal: true);
        Assert.True(inbox.TryTake());
        Assert.True(inbox.Current.Data.Span.SequenceEqual(message));
        inbox.GiveBack();
        inbox.Rest();
        Assert.Equal((0, 0), (held.Held, buffers.Rented));
    }

    [Fact]
    public void What_nobody_takes_is_not_held()
    {
        var held = new HeldBytes(long.MaxValue);
        var inbox = new Inbox(new Buffers(held));
        Come(10 * MiB);
        Assert.InRange(held.Held, 10 * MiB, long.MaxValue);
        inbox.Discarding = true;
        Come(MiB);
        Assert.InRange(held.Held, 0, 64 * 1024);
        inbox.Complete(MessageKind.Binary, isFinal: true);
        inbox.Rest();
        Assert.Equal(0, held.Held);

        void Come(int bytes)
        {
            while (bytes > 0)
            {
                var lent = Math.Min(inbox.Lend(64 * 1024, 64 * MiB).Length, bytes);
                inbox.Join(lent);
                bytes -= lent;
            }
        }
    }

    [Fact]
    public void A_long_message_after_the_first_allocates_nothing_beside_its_buffers()
    {
        var inbox = new Inbox(new Buffers());
        for (var round = 0; round < 20; round++) Message();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 20; round++) Message();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Message()
        {
            for (var left = MiB; left > 0;)
            {
                var bytes = Math.Min(inbox.Lend(64 * 1024, 64 * MiB).Length, left);
                inbox.Join(bytes);
                left -= bytes;
            }

            inbox.Complete(MessageKind.Binary, isFinal: true);
            inbox.TryTake();
            inbox.GiveBack();
        }
    }
}
