using System.Net.Security;
using System.Net.Sockets;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Opens WebSocket connections.</summary>
/// <example>
/// <code>
/// var connecting = await WebSocketClient.ConnectAsync(new Uri("wss://example.com/chat"));
/// await connecting.Match(
///     Left: failure => Console.Error.WriteLineAsync(failure.Message),
///     Right: async connection =>
///     {
///         await using var held = connection;
///         await connection.SendTextAsync("hello");
///         await foreach (var message in connection.ReadAllAsync()) Console.WriteLine(message.ToText());
///     });
/// </code>
/// </example>
public static class WebSocketClient
{
    /// <summary>Opens a connection. That it cannot be had is a value, which says why; then nothing is left of the attempt.</summary>
    /// <param name="target">A ws or wss URI (RFC 6455 §3). A host that has several addresses is tried at each.</param>
    /// <param name="options">How; null for <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="cancellationToken">Gives up connecting. Once the connection is open the token means nothing to it.</param>
    /// <returns>The open connection, which the caller disposes; or why there is none.</returns>
    /// <exception cref="ArgumentException">The URI is not ws or wss, or has a fragment or a user; or a field or subprotocol cannot stand in the request. The message names it and the rule.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A message limit beyond what memory can hold in one piece, a bound that is not positive, or more than 512 MiB that may wait unsent.</exception>
    /// <exception cref="OperationCanceledException">Connecting was given up.</exception>
    public static Task<Either<ConnectFailure, WebSocketConnection>> ConnectAsync(Uri target, WebSocketClientOptions? options = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(target, options ?? WebSocketClientOptions.Default, new Buffers(), cancellationToken);

    /// <summary>Opens a connection over a stream that leads to the server already: a tunnel, a pipe, TLS of one's own. Otherwise as <see cref="ConnectAsync(Uri, WebSocketClientOptions?, CancellationToken)"/>.</summary>
    /// <param name="stream">The stream. It is the connection's from here, whatever happens: a stream that has no end for each direction is disposed when all is sent.</param>
    /// <param name="target">A ws or wss URI, which says what to ask for; nothing is connected to.</param>
    /// <param name="options">How; null for <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="cancellationToken">Gives up connecting. Once the connection is open the token means nothing to it.</param>
    public static Task<Either<ConnectFailure, WebSocketConnection>> ConnectAsync(Stream stream, Uri target, WebSocketClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WebSocketClientOptions.Default;
        HostOptions.Check(options);
        return ClientEnd.OpenAsync(options, ClientEnd.Before(ClientTarget.Of(target, options).Offer, options), new StreamTransport(stream), new Buffers(), cancellationToken);
    }

    /// <summary>The same with buffers that somebody counts.</summary>
    internal static Task<Either<ConnectFailure, WebSocketConnection>> ConnectAsync(Uri target, WebSocketClientOptions options, Buffers buffers, CancellationToken cancellationToken)
    {
        HostOptions.Check(options);
        var where = ClientTarget.Of(target, options);
        return ConnectAsync(where, ClientEnd.Before(where.Offer, options), options, buffers, cancellationToken);
    }

    private static async Task<Either<ConnectFailure, WebSocketConnection>> ConnectAsync(
        ClientTarget target, Connection start, WebSocketClientOptions options, Buffers buffers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reached = await ReachAsync(target, options, cancellationToken).ConfigureAwait(false);
        return await reached.Match(
            Right: transport => ClientEnd.OpenAsync(options, start, transport, buffers, cancellationToken),
            Left: failure => Task.FromResult<Either<ConnectFailure, WebSocketConnection>>(failure)).ConfigureAwait(false);
    }

    /// <summary>The transport to the server: TCP, and TLS on it for wss.</summary>
    private static async Task<Either<ConnectFailure, Transport>> ReachAsync(ClientTarget target, WebSocketClientOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.ConnectTimeout > TimeSpan.Zero) limit.CancelAfter(WebSocketConnection.Bounded(options.ConnectTimeout));
        var step = ConnectStep.Transport;
        try
        {
            var socket = await Addresses.ConnectAsync(target.Host, target.Port, limit.Token).ConfigureAwait(false);
            if (!target.Secure) return new SocketTransport(socket);
            step = ConnectStep.Tls;
            return await TlsTransport.ConnectAsync(socket, TlsSettings.Of(options.Tls ?? new SslClientAuthenticationOptions(), target.Host), limit.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            return new ConnectFailure.TimedOut(step, options.ConnectTimeout);
        }
        catch (SocketException exception) when (step == ConnectStep.Transport)
        {
            return new ConnectFailure.Unreachable(target.Host, target.Port, exception.SocketErrorCode);
        }
        catch (Exception exception) when (step == ConnectStep.Tls)
        {
            return new ConnectFailure.TlsFailed(target.Host, target.Port, TlsTransport.Reason(exception));
        }
    }
}
