using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>One HTTP/2 stream of .NET's HTTP client.</summary>
/// <param name="stream">The request and response bodies.</param>
/// <param name="own">An object that is disposed together with the stream, or null if there is none.</param>
/// <param name="remote">The peer's address, if it is known.</param>
internal sealed class Http2Transport(Stream stream, IDisposable? own, EndPoint? remote) : StreamTransport(stream, remote)
{
    /// <summary>
    /// Does nothing. Disposing this stream ends both directions at once, with a reset (CANCEL) unless the server has already ended its
    /// half. The reset could overtake our close frame, so the server gets time to end its half first.
    /// </summary>
    public override ValueTask EndAsync() => default;

    public override void Free()
    {
        base.Free();
        own?.Dispose();
    }
}
