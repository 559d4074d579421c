using System.IO.Pipelines;
using System.Net.Sockets;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <content>Opens connections over sockets, streams and pipes that the application itself has accepted.</content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// Performs the server's side of the opening handshake on a connected socket, for example a socket that another process accepted.
    /// Options that apply only to listening, such as <see cref="WebSocketServerOptions.Backlog"/>, are ignored.
    /// </summary>
    /// <param name="socket">
    /// The connected socket. The method takes ownership of the socket, and disposes it if the handshake fails or the options are invalid.
    /// </param>
    /// <param name="options">
    /// The options. Null means <see cref="WebSocketServerOptions.Default"/>. If <see cref="WebSocketServerOptions.Tls"/> is set, a TLS
    /// handshake is performed first.
    /// </param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller must dispose.</returns>
    /// <exception cref="WebSocketClosedException">
    /// The connection ended before it opened. <see cref="WebSocketClosedException.CloseResult"/> states how it ended.
    /// </exception>
    /// <exception cref="ArgumentException">The options are invalid. The exception's message names the option.</exception>
    /// <exception cref="OperationCanceledException">The handshake was cancelled.</exception>
    public static Task<WebSocketConnection> AcceptAsync(
        Socket socket,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => OrThrowAsync(TryAcceptAsync(socket, options, cancellationToken));

    /// <summary>
    /// Like <see cref="AcceptAsync(Socket, WebSocketServerOptions?, CancellationToken)"/>, but if the connection does not open, the method
    /// returns how it ended in place of an exception.
    /// </summary>
    /// <param name="socket">The transport, which the method owns from this call on.</param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>
    /// The open connection, which the caller must dispose. If the handshake fails, the result describes how the connection ended.
    /// </returns>
    /// <exception cref="ArgumentException">The options are invalid. The exception's message names the option.</exception>
    /// <exception cref="OperationCanceledException">The handshake was cancelled.</exception>
    public static Task<Either<CloseResult, WebSocketConnection>> TryAcceptAsync(
        Socket socket,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        TryAcceptAsync(
            given => given.Tls is null ? new SocketTransport(socket) : new TlsTransport(socket, TlsSettings.Copy(given.Tls)),
            socket.Dispose,
            options ?? WebSocketServerOptions.Default,
            cancellationToken);

    /// <summary>
    /// Performs the server's side of the opening handshake on any bidirectional stream. <see cref="WebSocketServerOptions.Tls"/> is
    /// ignored. For TLS, pass an SslStream.
    /// </summary>
    /// <param name="stream">
    /// The stream. The method takes ownership of the stream, and disposes it if the handshake fails or the options are invalid. If the
    /// stream does not support closing only its sending direction, the stream is disposed after the last byte has been sent.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller must dispose.</returns>
    /// <exception cref="WebSocketClosedException">
    /// The connection ended before it opened. <see cref="WebSocketClosedException.CloseResult"/> states how it ended.
    /// </exception>
    /// <exception cref="ArgumentException">The options are invalid. The exception's message names the option.</exception>
    /// <exception cref="OperationCanceledException">The handshake was cancelled.</exception>
    public static Task<WebSocketConnection> AcceptAsync(
        Stream stream,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => OrThrowAsync(TryAcceptAsync(stream, options, cancellationToken));

    /// <summary>
    /// Like <see cref="AcceptAsync(Stream, WebSocketServerOptions?, CancellationToken)"/>, but if the connection does not open, the method
    /// returns how it ended in place of an exception.
    /// </summary>
    /// <param name="stream">The transport, which the method owns from this call on.</param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>
    /// The open connection, which the caller must dispose. If the handshake fails, the result describes how the connection ended.
    /// </returns>
    /// <exception cref="ArgumentException">The options are invalid. The exception's message names the option.</exception>
    /// <exception cref="OperationCanceledException">The handshake was cancelled.</exception>
    public static Task<Either<CloseResult, WebSocketConnection>> TryAcceptAsync(
        Stream stream,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => TryAcceptAsync(_ => StreamTransport.Of(stream), stream.Dispose, options ?? WebSocketServerOptions.Default, cancellationToken);

    /// <summary>Performs the server's side of the opening handshake on a pair of pipes.</summary>
    /// <param name="pipe">
    /// The pair of pipes. The peer's bytes are read from the input pipe. The method takes ownership of both pipes, and completes them if
    /// the handshake fails or the options are invalid.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller must dispose.</returns>
    /// <exception cref="WebSocketClosedException">
    /// The connection ended before it opened. <see cref="WebSocketClosedException.CloseResult"/> states how it ended.
    /// </exception>
    /// <exception cref="ArgumentException">The options are invalid. The exception's message names the option.</exception>
    /// <exception cref="OperationCanceledException">The handshake was cancelled.</exception>
    public static Task<WebSocketConnection> AcceptAsync(
        IDuplexPipe pipe,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => OrThrowAsync(TryAcceptAsync(pipe, options, cancellationToken));

    /// <summary>
    /// Like <see cref="AcceptAsync(IDuplexPipe, WebSocketServerOptions?, CancellationToken)"/>, but if the connection does not open, the
    /// method returns how it ended in place of an exception.
    /// </summary>
    /// <param name="pipe">The transport, which the method owns from this call on.</param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. The token has no effect on an open connection.</param>
    /// <returns>
    /// The open connection, which the caller must dispose. If the handshake fails, the result describes how the connection ended.
    /// </returns>
    /// <exception cref="ArgumentException">The options are invalid. The exception's message names the option.</exception>
    /// <exception cref="OperationCanceledException">The handshake was cancelled.</exception>
    public static Task<Either<CloseResult, WebSocketConnection>> TryAcceptAsync(
        IDuplexPipe pipe,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var transport = new PipeTransport(pipe);
        return TryAcceptAsync(_ => transport, transport.Free, options ?? WebSocketServerOptions.Default, cancellationToken);
    }

    private static async Task<WebSocketConnection> OrThrowAsync(Task<Either<CloseResult, WebSocketConnection>> accepting) =>
        (await accepting.ConfigureAwait(false)).IfLeft(static closeResult => throw new WebSocketClosedException(closeResult));

    private static async Task<Either<CloseResult, WebSocketConnection>> TryAcceptAsync(
        Func<WebSocketServerOptions, Transport> create,
        Action free,
        WebSocketServerOptions options,
        CancellationToken cancellationToken
    )
    {
        Transport transport;
        try
        {
            ConnectionHostOptions.Check(options);
            transport = create(options);
        }
        catch (Exception)
        {
            // This method owns the socket, the stream or the pipes, so it must free them.
            free();
            throw;
        }

        var start = Pure.WebSockets.Connection.Server(options.Protocol);
        var end = new StandaloneConnection(options, options.AnswerAsync, start, transport, new BufferPool());
        return await end.OpenAsync(cancellationToken).ConfigureAwait(false)
            ? end.Connection
            : await end.Connection.Closed.ConfigureAwait(false);
    }
}
