using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>One stream of HTTP/2: what the response's body says is received, what the request's body says is sent.</summary>
/// <param name="input">The response's body.</param>
/// <param name="output">Where the request's body goes to.</param>
/// <param name="body">The request's body.</param>
/// <param name="own">What else ends with the stream; null for nothing.</param>
/// <param name="remote">The peer's address, where it is known.</param>
internal sealed class Http2Transport(Stream input, Stream output, Http2Body body, IDisposable? own, EndPoint? remote) : StreamTransport(input, remote)
{
    /// <summary>END_STREAM; receiving goes on.</summary>
    public override ValueTask EndAsync()
    {
        body.End();
        return default;
    }

    /// <summary>A stream that has not ended both ways is reset (RFC 9113 §5.4.2): the response's body does it when it is disposed.</summary>
    public override void Drop()
    {
        base.Drop();
        body.End();
    }

    public override void Free()
    {
        Drop();
        own?.Dispose();
    }

    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> part)
    {
        await output.WriteAsync(part).ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
    }
}
