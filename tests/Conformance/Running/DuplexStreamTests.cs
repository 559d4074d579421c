namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An in-memory stream behaves like a socket's stream.</summary>
public sealed class DuplexStreamTests
{
    private const int MoreThanFits = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 7)]
    [InlineData(1000, 333)]
    [InlineData(200_000, 70_000)]
    public async Task Each_end_reads_what_the_other_writes_in_parallel(int write, int read)
    {
        var sent = new byte[write == 1 ? 200_000 : MoreThanFits];
        new Random(1).NextBytes(sent);
        var (one, other) = DuplexStream.Pair();
        var writing = Task.WhenAll(WriteAsync(one), WriteAsync(other));
        var received = await Task.WhenAll(ReadAsync(one), ReadAsync(other)).WaitAsync(Patience, Stop);
        await writing.WaitAsync(Patience, Stop);
        Assert.All(received, octets => Assert.True(octets.AsSpan().SequenceEqual(sent)));

        async Task WriteAsync(DuplexStream stream)
        {
            for (var at = 0; at < sent.Length; at += write)
                await stream.WriteAsync(sent.AsMemory(at, Math.Min(write, sent.Length - at)), Stop);
            stream.EndWriting();
        }

        async Task<byte[]> ReadAsync(DuplexStream stream)
        {
            var all = new MemoryStream();
            await stream.CopyToAsync(all, read, Stop);
            return all.ToArray();
        }
    }

    [Fact]
    public async Task An_end_that_has_ended_its_output_still_reads()
    {
        var (one, other) = DuplexStream.Pair();
        one.EndWriting();
        Assert.Equal(0, await other.ReadAsync(new byte[1], Stop));
        await other.WriteAsync("hello"u8.ToArray(), Stop);
        Assert.Equal(5, one.Available);
        Assert.Equal(5, await one.ReadAsync(new byte[8], Stop));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await one.WriteAsync(new byte[1], Stop));
    }

    [Fact]
    public async Task After_an_end_is_disposed_the_other_reads_what_was_written_and_cannot_write()
    {
        var (one, other) = DuplexStream.Pair();
        await one.WriteAsync("bye"u8.ToArray(), Stop);
        await one.DisposeAsync();
        Assert.Equal(3, await other.ReadAsync(new byte[8], Stop));
        Assert.Equal(0, await other.ReadAsync(new byte[8], Stop));
        await Assert.ThrowsAsync<IOException>(async () => await other.WriteAsync(new byte[1], Stop));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await one.ReadExactlyAsync(new byte[1], Stop));
    }

    [Fact]
    public async Task A_write_that_waits_for_room_fails_when_the_reader_leaves()
    {
        var (one, other) = DuplexStream.Pair();
        var writing = one.WriteAsync(new byte[MoreThanFits], Stop).AsTask();
        Assert.False(writing.IsCompleted);
        await other.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(Patience, Stop));
    }

    [Fact]
    public async Task A_read_that_is_cancelled_loses_nothing()
    {
        var (one, other) = DuplexStream.Pair();
        using var cancel = new CancellationTokenSource();
        var reading = other.ReadAsync(new byte[8], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience, Stop));
        await one.WriteAsync("still here"u8.ToArray(), Stop);
        Assert.Equal(10, await other.ReadAsync(new byte[16], Stop));
    }
}
