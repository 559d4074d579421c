namespace Pure.WebSockets.Host.Tests;

/// <summary>The pool of the tests detects the errors that it is made for.</summary>
public sealed class CanaryPoolTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public void Returned_buffers_are_overwritten(int length)
    {
        var pool = new CanaryPool();
        var buffer = pool.Rent(length);
        Assert.Equal(-1, buffer.AsSpan().IndexOfAnyExcept(CanaryPool.New));
        pool.Return(buffer);
        Assert.Equal(-1, buffer.AsSpan().IndexOfAnyExcept(CanaryPool.Canary));
        Assert.Same(buffer, pool.Rent(length));
        Assert.Empty(pool.Violations);
    }

    [Fact]
    public void A_second_return_throws()
    {
        var pool = new CanaryPool();
        var buffer = pool.Rent(1);
        pool.Return(buffer);
        Assert.Contains("twice", Assert.Throws<InvalidOperationException>(() => pool.Return(buffer)).Message, StringComparison.Ordinal);
        Assert.Single(pool.Violations);
    }

    [Fact]
    public void The_return_of_a_foreign_buffer_throws()
    {
        var pool = new CanaryPool();
        Assert.Contains(
            "never rented",
            Assert.Throws<InvalidOperationException>(() => pool.Return(new byte[128])).Message,
            StringComparison.Ordinal
        );
        Assert.Single(pool.Violations);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public void A_write_after_the_return_is_detected(int length)
    {
        var pool = new CanaryPool();
        var buffer = pool.Rent(length);
        pool.Return(buffer);
        buffer[7] = 0;
        Assert.Contains("byte 7 is 0", Assert.Throws<InvalidOperationException>(() => pool.Rent(length)).Message, StringComparison.Ordinal);
        Assert.Single(pool.Violations);
    }

    [Fact]
    public void Every_connection_of_this_process_has_its_memory_from_it()
    {
        var buffers = new BufferPool();
        var buffer = buffers.Rent(10);
        Assert.Equal((CanaryPool.New, 1), (buffer[0], buffers.Rented));
        Assert.True(Canaries.Pool.HasRented(buffer));
        buffers.Return(buffer);
        // The content says nothing from here on: a connection of another test may have rented the buffer already.
        Assert.Equal(0, buffers.Rented);
    }
}
