using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// The bytes behind an accepted request, both ways. Disposed asynchronously it ends in good order: the response is complete, and reading
/// ends when the peer has had time to read it. Disposed otherwise, the request is aborted.
/// </summary>
/// <param name="inner">What the server gave. It stays the server's.</param>
/// <param name="context">The request.</param>
/// <param name="linger">How long reading may go on, for what the peer still sends, after it paused.</param>
internal sealed class RequestStream(Stream inner, HttpContext context, TimeSpan linger) : Stream
{
    private readonly CancellationTokenSource ending = new();
    private int ended;

    /// <summary>The connection that it carries.</summary>
    public WebSocketConnection? Connection { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool HasEnded => Volatile.Read(ref ended) != 0;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            // The caller's token means that the stream is disposed, which ends reading by itself.
            var read = await inner.ReadAsync(buffer, ending.Token).ConfigureAwait(false);
            if (HasEnded) ending.CancelAfter(linger);
            return read;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return 0;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0) return;
        try
        {
            // The END_STREAM of HTTP/2 and HTTP/3. HTTP/1.1 has none: there the transport ends with the request.
            if (!HttpProtocol.IsHttp11(context.Request.Protocol)) await context.Response.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            // Behind its close frame a peer sends nothing. One that has not sent it may still be sending, and the reset that this causes
            // must not destroy ours.
            if (linger <= TimeSpan.Zero || Connection?.SoFar.Theirs.IsSome == true) await ending.CancelAsync().ConfigureAwait(false);
            else ending.CancelAfter(linger);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref ended, 1) == 0) context.Abort();
        ending.Cancel();
        base.Dispose(disposing);
    }
}
