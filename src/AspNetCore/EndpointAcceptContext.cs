using System.Net;
using Microsoft.AspNetCore.Http;

namespace Pure.WebSockets.AspNetCore;

/// <summary>The argument of <see cref="PureWebSocketEndpointOptions.Accept"/>: an upgrade request that the endpoint must answer.</summary>
public sealed class EndpointAcceptContext
{
    /// <summary>The request with its user, route values, services and connection.</summary>
    public required HttpContext HttpContext { get; init; }

    /// <summary>The upgrade request, with its path, its header fields and the subprotocols that the client offers.</summary>
    public required UpgradeRequest Request { get; init; }

    /// <summary>The client's address, or null if the server does not know it.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>The token that is cancelled when the time limit for the answer has elapsed, or when the client disconnects.</summary>
    public CancellationToken CancellationToken { get; init; }
}
