using System.IO.Pipelines;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// One end of an in-memory stream. After asynchronous disposal, the other end can still read all bytes that were written, and then reaches
/// the end of the stream.
/// </summary>
/// <param name="reader">The pipe with the bytes from the other end.</param>
/// <param name="writer">The pipe for the bytes to the other end.</param>
/// <param name="delivered">
/// The task that completes when the written bytes have been delivered, or null. Asynchronous disposal waits up to five seconds for this
/// task. The request therefore usually ends after the bytes have been delivered.
/// </param>
internal sealed class BridgeStream(PipeReader reader, PipeWriter writer, Task? delivered = null) : ForwardOnlyStream
{
    // Without this limit, a test client that has stopped reading could prevent the end of the request.
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
