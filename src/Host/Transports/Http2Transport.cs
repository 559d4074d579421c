using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>One HTTP/2 stream of .NET's HTTP client.</summary>
/// <param name="stream">The stream that carries the request body and the response body.</param>
/// <param name="own">An object that is disposed together with the stream, or null if there is none.</param>
/// <param name="remote">The peer's address, or null if it is not known.</param>
internal sealed class Http2Transport(Stream stream, IDisposable? own, EndPoint? remote) : StreamTransport(stream, remote)
{
    /// <summary>
    /// Does nothing, so that the server has time to end its direction first. The sending direction could be ended only by disposing the
    /// stream, which would end both directions immediately. It would also reset the stream (CANCEL), unless the server has already ended
    /// its direction. The reset could overtake the client's close frame.
    /// </summary>
    public override ValueTask EndAsync() => default;

    public override void Free()
    {
        base.Free();
        own?.Dispose();
    }
}
