using System.IO.Pipelines;
using System.Net.Sockets;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <content>Connections that were accepted elsewhere.</content>
public sealed partial class WebSocketServer
{
    /// <summary>
    /// Makes the server's side of the opening handshake on a connected socket, for example one from another process. Options that concern
    /// listening are ignored.
    /// </summary>
    /// <param name="socket">The connected socket. The connection owns it from here, also if the handshake fails.</param>
    /// <param name="options">
    /// The options. Null means <see cref="WebSocketServerOptions.Default"/>. With <see cref="WebSocketServerOptions.Tls"/>, a TLS handshake
    /// comes first.
    /// </param>
    /// <param name="cancellationToken">Cancels the handshake. It has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller disposes; or how the connection ended before it opened.</returns>
    /// <exception cref="ArgumentException">The options are invalid; the message names the option.</exception>
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
    /// Makes the server's side of the opening handshake on any bidirectional stream. If TLS is needed, the stream must provide it.
    /// </summary>
    /// <param name="stream">
    /// The stream. The connection owns it from here, also if the handshake fails. A stream that cannot end one direction alone is disposed
    /// after the last byte is sent.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. It has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller disposes; or how the connection ended before it opened.</returns>
    public static Task<Either<CloseResult, WebSocketConnection>> AcceptAsync(
        Stream stream,
        WebSocketServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => AcceptAsync(StreamTransport.Of(stream), options ?? WebSocketServerOptions.Default, cancellationToken);

    /// <summary>Makes the server's side of the opening handshake on a pair of pipes.</summary>
    /// <param name="pipe">
    /// The pipes: the peer's bytes arrive at its input. The connection owns them from here, also if the handshake fails.
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketServerOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the handshake. It has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller disposes; or how the connection ended before it opened.</returns>
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
