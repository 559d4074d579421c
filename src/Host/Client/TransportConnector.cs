using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Host;

/// <summary>
/// Connects a transport in up to three steps. The steps are the connection to the server or its proxy, the tunnel through the proxy, and
/// the TLS handshake. Each step has its own time limit and reports its own kinds of <see cref="ConnectFailure"/>.
/// </summary>
internal static class TransportConnector
{
    /// <summary>Connects a transport for HTTP/1.1.</summary>
    /// <exception cref="ConnectException">A step of the connection attempt failed.</exception>
    /// <exception cref="OperationCanceledException">The connection attempt was cancelled.</exception>
    public static async Task<Transport> OpenAsync(ClientTarget target, WebSocketClientOptions options, CancellationToken cancellationToken)
    {
        var (socket, secured) = await ConnectTcpAsync(target, options, cancellationToken).ConfigureAwait(false);
        if (!target.Secure)
            return secured is null ? new SocketTransport(socket) : StreamTransport.Of(secured, RemoteOf(socket));
        if (secured is not null)
            return StreamTransport.Of(
                await SecureAsync(secured, target, options, protocols: null, cancellationToken).ConfigureAwait(false),
                RemoteOf(socket)
            );
        return await StepAsync(
            ConnectStep.Tls,
            options.TlsTimeout,
            async limit => await TlsTransport.ConnectAsync(socket, TlsOf(target, options, protocols: null), limit).ConfigureAwait(false),
            exception => new ConnectFailure.TlsFailed(target.Host, target.Port, TlsTransport.Reason(exception)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Connects a stream. For a wss URI, the client offers the given application protocol in the TLS handshake. Returns the stream and the
    /// remote address, which is null if the peer has already disconnected.
    /// </summary>
    /// <exception cref="ConnectException">A step of the connection attempt failed.</exception>
    /// <exception cref="OperationCanceledException">The connection attempt was cancelled.</exception>
    public static async Task<(Stream Stream, EndPoint? Remote)> OpenAsync(
        ClientTarget target,
        WebSocketClientOptions options,
        SslApplicationProtocol protocol,
        CancellationToken cancellationToken
    )
    {
        var (socket, secured) = await ConnectTcpAsync(target, options, cancellationToken).ConfigureAwait(false);
        var remote = RemoteOf(socket);
        var stream = secured ?? (Stream)new NetworkStream(socket, ownsSocket: true);
        return (
            target.Secure ? await SecureAsync(stream, target, options, [protocol], cancellationToken).ConfigureAwait(false) : stream,
            remote
        );
    }

    /// <summary>
    /// Connects a socket and, if there is a proxy, opens a tunnel through the proxy. For an https proxy, the result also contains the TLS
    /// stream to the proxy, over which all bytes for the server must be sent.
    /// </summary>
    private static async Task<(Socket Socket, SslStream? Secured)> ConnectTcpAsync(
        ClientTarget target,
        WebSocketClientOptions options,
        CancellationToken cancellationToken
    )
    {
        var proxy = target.Proxy;
        if (proxy is ClientProxy.Socks5 && !SocksTunnel.CanEncode(target.Host))
            throw new ConnectException(new ConnectFailure.Unreachable(target.Host, target.Port, SocketError.HostNotFound));
        var socket = await StepAsync(
                ConnectStep.Transport,
                options.ConnectTimeout,
                limit =>
                    options.EndPoint is { } place
                        ? HappyEyeballs.ConnectAsync(place, limit)
                        : HappyEyeballs.ConnectAsync(proxy?.Host ?? target.Host, proxy?.Port ?? target.Port, limit),
                exception =>
                    exception is not SocketException { SocketErrorCode: var error } ? null
                    : options.EndPoint is IPEndPoint at ? new ConnectFailure.Unreachable($"{at.Address}", at.Port, error)
                    : options.EndPoint is { } file ? new ConnectFailure.Unreachable($"{file}", 0, error)
                    : proxy is null ? new ConnectFailure.Unreachable(target.Host, target.Port, error)
                    : new ConnectFailure.ProxyFailed(proxy, ProxyFault.Unreachable, ConnectFailure.Describe(error)),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (proxy is null)
            return (socket, null);
        return (socket, await TunnelAsync(socket, proxy, target, options, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<SslStream?> TunnelAsync(
        Socket socket,
        ClientProxy proxy,
        ClientTarget target,
        WebSocketClientOptions options,
        CancellationToken cancellationToken
    )
    {
        var authority = target.Host.Contains(':', StringComparison.Ordinal)
            ? $"[{target.Host}]:{target.Port}"
            : $"{target.Host}:{target.Port}";
        var secured = proxy is ClientProxy.Http { Tls: not null } ? new SslStream(new NetworkStream(socket, ownsSocket: true)) : null;
        try
        {
            return await StepAsync(ConnectStep.Proxy, options.ProxyTimeout, AskAsync, Failure, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            socket.Dispose();
            if (secured is not null) await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        async Task<SslStream?> AskAsync(CancellationToken limit)
        {
            if (secured is not null && proxy is ClientProxy.Http { Tls: { } tls })
                await secured.AuthenticateAsClientAsync(TlsSettings.Copy(tls, proxy.Host), limit).ConfigureAwait(false);
            Stream stream = secured ?? (Stream)new NetworkStream(socket, ownsSocket: false);
            if (proxy is ClientProxy.Http http)
                await HttpTunnel.OpenAsync(stream, http, authority, limit).ConfigureAwait(false);
            else if (proxy is ClientProxy.Socks5 socks)
                await SocksTunnel.OpenAsync(stream, socks, target.Host, target.Port, limit).ConfigureAwait(false);
            return secured;
        }

        ConnectFailure Failure(Exception exception) => secured is { IsAuthenticated: false }
            ? new ConnectFailure.ProxyFailed(proxy, ProxyFault.Tls, $"the TLS handshake with it failed: {TlsTransport.Reason(exception)}")
            : new ConnectFailure.ProxyFailed(proxy, ProxyFault.Answer, exception.Message);
    }

    /// <summary>Performs the TLS handshake with the server. If the handshake fails, the stream is disposed.</summary>
    private static async Task<SslStream> SecureAsync(
        Stream stream,
        ClientTarget target,
        WebSocketClientOptions options,
        List<SslApplicationProtocol>? protocols,
        CancellationToken cancellationToken
    )
    {
        var tls = new SslStream(stream);
        try
        {
            return await StepAsync(
                ConnectStep.Tls,
                options.TlsTimeout,
                async limit =>
                {
                    await tls.AuthenticateAsClientAsync(TlsOf(target, options, protocols), limit).ConfigureAwait(false);
                    return tls;
                },
                exception => new ConnectFailure.TlsFailed(target.Host, target.Port, TlsTransport.Reason(exception)),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions TlsOf(
        ClientTarget target,
        WebSocketClientOptions options,
        List<SslApplicationProtocol>? protocols
    ) => TlsSettings.Copy(options.Tls ?? new SslClientAuthenticationOptions(), target.Host, protocols);

    private static EndPoint? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            // The peer has already disconnected. The next step reports the failure.
            return null;
        }
    }

    /// <summary>
    /// Performs one step with its time limit. If the step fails or exceeds the limit, a <see cref="ConnectException"/> is thrown.
    /// </summary>
    private static async Task<T> StepAsync<T>(
        ConnectStep step,
        TimeSpan time,
        Func<CancellationToken, Task<T>> take,
        Func<Exception, ConnectFailure?> failure,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (time > TimeSpan.Zero) limit.CancelAfter(Timeouts.Clamp(time));
        try
        {
            return await take(limit.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is not ConnectException && limit.IsCancellationRequested)
        {
            throw new ConnectException(new ConnectFailure.TimedOut(step, time));
        }
        catch (Exception exception) when (exception is not ConnectException && failure(exception) is { } reason)
        {
            throw new ConnectException(reason);
        }
    }
}
