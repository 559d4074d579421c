using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>The argument of <see cref="WebSocketServerOptions.Accept"/>: an upgrade request that the server must answer.</summary>
public sealed class AcceptContext
{
    /// <summary>The upgrade request, with its path, its header fields and the subprotocols that the client offers.</summary>
    public required UpgradeRequest Request { get; init; }

    /// <summary>The client's address, or null if the transport has no address.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>
    /// The token that is cancelled when the time limit for the answer has elapsed, when the connection is dropped, or when the server
    /// stops.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }
}
