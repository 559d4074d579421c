using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>One stream of HTTP/2, as the framework's client gives it.</summary>
/// <param name="stream">What the request and the response's body say.</param>
/// <param name="own">What else ends with the stream; null for nothing.</param>
/// <param name="remote">The peer's address, where it is known.</param>
internal sealed class Http2Transport(Stream stream, IDisposable? own, EndPoint? remote) : StreamTransport(stream, remote)
{
    /// <summary>
    /// Nothing: this stream ends both ways at once, when it is disposed, and by a reset (CANCEL) unless the server has ended its half
    /// before. So our close frame, which a reset could overtake, gets the time that the server may take to do so.
    /// </summary>
    public override ValueTask EndAsync() => default;

    public override void Free()
    {
        base.Free();
        own?.Dispose();
    }
}
