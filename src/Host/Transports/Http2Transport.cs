using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>A transport over one HTTP/2 stream of .NET's HTTP client.</summary>
/// <param name="stream">The stream that carries the request body and the response body.</param>
/// <param name="own">An object that is disposed together with the stream, or null if there is none.</param>
/// <param name="remote">The peer's address, or null if it is not known.</param>
internal sealed class Http2Transport(Stream stream, IDisposable? own, EndPoint? remote) : StreamTransport(stream, remote)
{
    /// <summary>
    /// Does nothing, so that the server can end its sending direction first. The sending direction of this stream could be ended only by
    /// disposing the stream, which would end both directions at once. If the server has not ended its direction by then, disposing also
    /// resets the HTTP/2 stream (CANCEL), and the reset could overtake the client's close frame.
    /// </summary>
    public override ValueTask EndAsync() => default;

    public override void Free()
    {
        base.Free();
        own?.Dispose();
    }
}
