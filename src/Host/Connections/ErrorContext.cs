using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// The argument of <see cref="ConnectionHostOptions.OnError"/>. The argument contains an exception and the connection in which it occurred.
/// </summary>
public sealed class ErrorContext
{
    /// <summary>The exception.</summary>
    public required Exception Exception { get; init; }

    /// <summary>
    /// The connection in which the exception occurred. The value is null if the exception occurred outside a connection, for example when
    /// a server accepted a connection. The connection is not open if its TLS handshake or opening handshake failed. The connection can
    /// already be closed.
    /// </summary>
    public WebSocketConnection? Connection { get; init; }

    /// <summary>The peer's address, or null if there is no connection or its transport has no address.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>Returns the peer's address, if there is one, and the exception.</summary>
    public override string ToString() => RemoteEndPoint is null ? $"{Exception}" : $"{RemoteEndPoint}: {Exception}";
}
