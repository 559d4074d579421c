using System.IO.Pipelines;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// One end of an in-memory stream. Asynchronous disposal ends it in order: the other end reads all bytes that were written, then the end.
/// </summary>
/// <param name="reader">Bytes from the other end.</param>
/// <param name="writer">Bytes to the other end.</param>
/// <param name="delivered">
/// Completes when the written bytes are delivered, so that the request does not end earlier. If it is null, the stream ends immediately.
/// </param>
internal sealed class BridgeStream(PipeReader reader, PipeWriter writer, Task? delivered = null) : ForwardOnlyStream
{
    // The client of a test that has stopped reading must not keep the request open forever.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Stream input = reader.AsStream(leaveOpen: true);
    private readonly Stream output = writer.AsStream(leaveOpen: true);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

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
