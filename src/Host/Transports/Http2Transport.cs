using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>A transport over one HTTP/2 stream of .NET's HTTP client.</summary>
/// <param name="stream">The stream that carries the request body and the response body.</param>
/// <param name="own">An object that is disposed together with the stream, or null if there is none.</param>
/// <param name="remote">The peer's address, or null if it is not known.</param>
internal sealed class Http2Transport(Stream stream, IDisposable? own, EndPoint? remote) : StreamTransport(stream, remote)
{
    /// <summary>
    /// Does nothing, so that the server has time to end its sending direction first. This endpoint's sending direction could be ended only
    /// by disposing the stream, which would end both directions immediately. Disposing the stream would also reset it (CANCEL), unless the
    /// server has already ended its sending direction. The reset could overtake the client's close frame.
    /// </summary>
    public override ValueTask EndAsync() => default;

    public override void Free()
    {
        base.Free();
        own?.Dispose();
    }
}
