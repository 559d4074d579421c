using System.IO.Pipelines;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// One end of a wire in memory. Disposed asynchronously it ends in good order: the other end reads what was written, and then the end.
/// </summary>
/// <param name="reader">What comes from the other end.</param>
/// <param name="writer">What goes there.</param>
/// <param name="delivered">
/// Ends when what was written is where it is to go, so that the request does not end before; null where nobody waits for it.
/// </param>
internal sealed class BridgeStream(PipeReader reader, PipeWriter writer, Task? delivered = null) : Stream
{
    // A client of a test that reads no more must not keep the request for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Stream input = reader.AsStream(leaveOpen: true);
    private readonly Stream output = writer.AsStream(leaveOpen: true);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        input.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        input.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        output.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        output.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await writer.CompleteAsync().ConfigureAwait(false);
        if (delivered is not null) await Task.WhenAny(delivered, Task.Delay(Longest)).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            writer.Complete();
            reader.CancelPendingRead();
        }

        base.Dispose(disposing);
    }
}
