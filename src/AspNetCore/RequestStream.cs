using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.AspNetCore;

/// <summary>
/// The bytes of an accepted request, in both directions. Asynchronous disposal ends it in order: the response is completed, and reading
/// ends after the peer has had time to read the response. Synchronous disposal aborts the request.
/// </summary>
/// <param name="inner">The server's stream. The server owns it.</param>
/// <param name="context">The request.</param>
/// <param name="linger">How long reading may continue after disposal, for bytes that the peer still sends.</param>
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
            // The caller's token is cancelled when the stream is disposed, which ends reading by itself.
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
            // The server has completed the pipe of a request that is over.
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
            // END_STREAM of HTTP/2 and HTTP/3. HTTP/1.1 has no such flag, and its transport ends with the request.
            if (!HttpProtocol.IsHttp11(context.Request.Protocol)) await context.Response.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            // A peer sends nothing after its close frame. Before it, the peer may still be sending, and the resulting reset must not
            // destroy our close frame.
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
