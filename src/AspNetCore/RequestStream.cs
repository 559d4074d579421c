using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// The bidirectional byte stream of an accepted request. Asynchronous disposal completes the response, except in HTTP/1.1, where the end of
/// the request completes it. After that, reading can continue while bytes arrive, so that the peer can read the whole response. Synchronous
/// disposal aborts the request.
/// </summary>
/// <param name="inner">The server's stream. Only the server disposes this stream.</param>
/// <param name="context">The request.</param>
/// <param name="linger">
/// The maximum time to wait for more bytes after disposal, because the peer may still be sending. After each read, the wait begins again.
/// The connection ends all of these waits after its <see cref="ConnectionHostOptions.LingerTimeout"/>.
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
            // The caller's token is not needed. The caller cancels this token only directly before it disposes the stream synchronously,
            // and that disposal also ends reading.
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
            // In HTTP/2 and HTTP/3, completing the response ends the stream. In HTTP/1.1, the transport ends when the request ends.
            if (!HttpProtocol.IsHttp11(context.Request.Protocol)) await context.Response.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            // The peer sends nothing after its close frame. If that frame has arrived, reading can therefore end immediately. If the frame
            // has not arrived, the peer may still be sending. In that case, reading continues, because a connection reset could destroy our
            // close frame.
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
