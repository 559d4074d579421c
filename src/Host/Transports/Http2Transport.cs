using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>A transport over one HTTP/2 stream of .NET's HTTP client.</summary>
/// <param name="stream">The stream of the request body and the response body.</param>
/// <param name="own">An object that is disposed together with the stream, or null if only the stream is disposed.</param>
/// <param name="remote">The peer's address, or null if it is not known.</param>
internal sealed class Http2Transport(Stream stream, IDisposable? own, EndPoint? remote) : StreamTransport(stream, remote)
{
    /// <summary>
    /// Does nothing, because the server must end its sending direction first. The sending direction of this stream ends only when the
    /// stream is disposed, and a disposal ends both directions at once. If the server has not ended its direction yet, disposing the stream
    /// also resets the HTTP/2 stream (CANCEL). The server could then receive the reset before the client's close frame.
    /// </summary>
    public override ValueTask EndAsync() => default;

    public override void Free()
    {
        base.Free();
        own?.Dispose();
    }
}
