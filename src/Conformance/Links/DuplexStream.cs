namespace Pure.WebSockets.Conformance;

/// <summary>
/// One end of an in-memory stream that replaces a socket. Each end can close its own output. After one end has been disposed, the other
/// end can still read the bytes that the disposed end wrote. A write by the other end then throws an <see cref="IOException"/>.
/// </summary>
internal sealed class DuplexStream : Stream
{
    private readonly ByteQueue incoming;
    private readonly ByteQueue outgoing;

    private DuplexStream(ByteQueue incoming, ByteQueue outgoing) => (this.incoming, this.outgoing) = (incoming, outgoing);

    /// <summary>Creates the two ends of a new stream.</summary>
    public static (DuplexStream One, DuplexStream Other) Pair()
    {
        var (there, back) = (new ByteQueue(), new ByteQueue());
        return (new DuplexStream(back, there), new DuplexStream(there, back));
    }

    /// <summary>The number of bytes that have arrived but have not been read.</summary>
    public int Available => incoming.Count;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Closes the output of this end. Bytes can still be read from this end.</summary>
    public void EndWriting() => outgoing.End();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        incoming.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        outgoing.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Synchronous reads and writes block the caller.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
        // Written bytes are available to the other end immediately, so there is nothing to flush.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        outgoing.End();
        incoming.Abandon();
        base.Dispose(disposing);
    }
}
