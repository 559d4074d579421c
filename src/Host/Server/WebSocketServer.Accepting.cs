using System.IO.Pipelines;
using System.Net.Sockets;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <content>Connections that somebody else accepted.</content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// Makes the server's half of the opening handshake with a client that is connected already: over a socket that another process
    /// handed over, say. Of the options, those for listening mean nothing here.
    /// </summary>
    /// <param name="socket">The connected socket. It is the connection's from here, whatever happens.</param>
    /// <param name="options">How; null for <see cref="WebSocketServerOptions.Default"/>. With <see cref="WebSocketServerOptions.Tls"/>
    /// TLS is agreed on first.</param>
    /// <param name="cancellationToken">Gives up the handshake. Once the connection is open the token means nothing to it.</param>
    /// <returns>The open connection, which the caller disposes; or how it ended before it opened.</returns>
    /// <exception cref="ArgumentException">The options make no sense; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The handshake was given up.</exception>
    public static Task<Either<Closure, WebSocketConnection>> AcceptAsync(
        Socket socket,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= WebSocketServerOptions.Default;
        Transport transport = options.Tls is null ? new SocketTransport(socket) : new TlsTransport(socket, TlsSettings.Of(options.Tls));
        return AcceptAsync(transport, options, cancellationToken);
    }

    /// <summary>The same over any stream of bytes both ways. TLS is the stream's own matter.</summary>
    /// <param name="stream">The stream. It is the connection's from here, whatever happens: a stream that has no end for each direction
    /// is disposed when all is sent.</param>
    /// <param name="options">How; null for <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Gives up the handshake. Once the connection is open the token means nothing to it.</param>
    /// <returns>The open connection, which the caller disposes; or how it ended before it opened.</returns>
    public static Task<Either<Closure, WebSocketConnection>> AcceptAsync(
        Stream stream,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => AcceptAsync(StreamTransport.Of(stream), options ?? WebSocketServerOptions.Default, cancellationToken);

    /// <summary>The same over a pair of pipes.</summary>
    /// <param name="pipe">The pipes: the peer's bytes come from its input. They are the connection's from here, whatever happens.</param>
    /// <param name="options">How; null for <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Gives up the handshake. Once the connection is open the token means nothing to it.</param>
    /// <returns>The open connection, which the caller disposes; or how it ended before it opened.</returns>
    public static Task<Either<Closure, WebSocketConnection>> AcceptAsync(
        IDuplexPipe pipe,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => AcceptAsync(new PipeTransport(pipe), options ?? WebSocketServerOptions.Default, cancellationToken);

    private static async Task<Either<Closure, WebSocketConnection>> AcceptAsync(
        Transport transport,
        WebSocketServerOptions options,
        CancellationToken cancellationToken
    )
    {
        WebSocketServerOptions.Check(options);
        var start = Pure.WebSockets.Connection.Server(options.Protocol);
        var end = new StandaloneConnection(options, options.AnswerAsync, start, transport, new BufferPool());
        return await end.OpenAsync(cancellationToken).ConfigureAwait(false)
            ? end.Connection
            : await end.Connection.Closed.ConfigureAwait(false);
    }
}
