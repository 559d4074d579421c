using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>The body of an extended CONNECT: what the client writes, for as long as it writes. Its end is the end of the stream (END_STREAM, RFC 8441 §5).</summary>
internal sealed class Http2Body : HttpContent
{
    private readonly TaskCompletionSource<Stream> wire = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where the bytes go to, from when the request is sent.</summary>
    public Task<Stream> Wire => wire.Task;

    /// <summary>Nothing more is written.</summary>
    public void End() => ended.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        wire.TrySetResult(stream);
        await using (cancellationToken.UnsafeRegister(static ended => ((TaskCompletionSource)ended!).TrySetCanceled(), ended).ConfigureAwait(false))
            await ended.Task.ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }
}
