using System.IO.Pipelines;
using System.Net.Sockets;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <content>Opens connections over sockets, streams and pipes that were accepted elsewhere.</content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// Performs the server's side of the opening handshake on a connected socket, for example a socket from another process. Options that
    /// concern listening are ignored.
    /// </summary>
    /// <param name="socket">
    /// The connected socket. This call transfers ownership of the socket to the connection, even if the handshake fails.
    /// </param>
    /// <param name="options">
    /// The options. Null means <see cref="WebSocketServerOptions.Default"/>. If <see cref="WebSocketServerOptions.Tls"/> is set, a TLS
    /// handshake is performed first.
    /// </param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>
    /// The open connection, which the caller must dispose. If the connection did not open, the result describes how it ended.
    /// </returns>
    /// <exception cref="ArgumentException">The options are invalid. The exception's message names the option.</exception>
    /// <exception cref="OperationCanceledException">The handshake was cancelled.</exception>
    public static Task<Either<CloseResult, WebSocketConnection>> AcceptAsync(
        Socket socket,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= WebSocketServerOptions.Default;
        Transport transport = options.Tls is null ? new SocketTransport(socket) : new TlsTransport(socket, TlsSettings.Copy(options.Tls));
        return AcceptAsync(transport, options, cancellationToken);
    }

    /// <summary>
    /// Performs the server's side of the opening handshake on any bidirectional stream. If TLS is needed, the stream must provide it.
    /// </summary>
    /// <param name="stream">
    /// The stream. This call transfers ownership of the stream to the connection, even if the handshake fails. If the stream cannot close
    /// only its sending direction, the stream is disposed after the last byte has been sent.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>
    /// The open connection, which the caller must dispose. If the connection did not open, the result describes how it ended.
    /// </returns>
    public static Task<Either<CloseResult, WebSocketConnection>> AcceptAsync(
        Stream stream,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => AcceptAsync(StreamTransport.Of(stream), options ?? WebSocketServerOptions.Default, cancellationToken);

    /// <summary>Performs the server's side of the opening handshake on a pair of pipes.</summary>
    /// <param name="pipe">
    /// The pair of pipes. The peer's bytes are read from the input pipe. This call transfers ownership of the pipes to the connection, even
    /// if the handshake fails.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>
    /// The open connection, which the caller must dispose. If the connection did not open, the result describes how it ended.
    /// </returns>
    public static Task<Either<CloseResult, WebSocketConnection>> AcceptAsync(
        IDuplexPipe pipe,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => AcceptAsync(new PipeTransport(pipe), options ?? WebSocketServerOptions.Default, cancellationToken);

    private static async Task<Either<CloseResult, WebSocketConnection>> AcceptAsync(
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
