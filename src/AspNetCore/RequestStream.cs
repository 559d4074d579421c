using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// The bidirectional byte stream of an accepted request. With HTTP/2 and HTTP/3, asynchronous disposal completes the response. With
/// HTTP/1.1, the server completes the response when the request ends. Reading can continue after asynchronous disposal. Without further
/// reads, unread bytes could cause a connection reset, and the peer could lose the end of the response. Synchronous disposal aborts the
/// request.
/// </summary>
/// <param name="inner">The server's stream. Only the server disposes this stream.</param>
/// <param name="context">The request.</param>
/// <param name="linger">
/// The maximum time to wait for more bytes after disposal, because the peer can still be sending. Each read restarts this time. The
/// connection stops reading when <see cref="ConnectionHostOptions.LingerTimeout"/> has elapsed.
/// </param>
internal sealed class RequestStream(Stream inner, HttpContext context, TimeSpan linger) : ForwardOnlyStream
{
    private readonly CancellationTokenSource ending = new();
    private int ended;

    /// <summary>The connection that uses the stream.</summary>
    public WebSocketConnection? Connection { get; set; }

    private bool HasEnded => Volatile.Read(ref ended) != 0;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            // The caller's token is not needed. The caller cancels the token only immediately before it disposes the stream synchronously.
            // Synchronous disposal also ends the read.
            var read = await inner.ReadAsync(buffer, ending.Token).ConfigureAwait(false);
            if (HasEnded) ending.CancelAfter(linger);
            return read;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return 0;
        }
        catch (InvalidOperationException) when (HasEnded)
        {
            // The request has ended, and the server has already completed its pipe.
            return 0;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0) return;
        try
        {
            // With HTTP/2 and HTTP/3, completing the response ends the stream. With HTTP/1.1, the transport ends when the request ends.
            if (!HttpProtocol.IsHttp11(context.Request.Protocol)) await context.Response.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            // The peer sends nothing after its close frame, so reading ends immediately if the close frame has arrived. Otherwise, the peer
            // can still be sending. Reading then continues, because unread bytes could cause a reset, and the peer could lose this
            // endpoint's close frame.
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
