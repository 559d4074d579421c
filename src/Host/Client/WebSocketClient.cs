using System.Diagnostics;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>Opens WebSocket connections.</summary>
/// <example>
/// <code>
/// await using var connection = await WebSocketClient.ConnectAsync(new Uri("wss://example.com/chat"));
/// await connection.SendTextAsync("hello");
/// await foreach (var message in connection.ReadAllAsync()) Console.WriteLine(message.ToText());
/// </code>
/// </example>
public static class WebSocketClient
{
    /// <summary>Opens a connection.</summary>
    /// <param name="target">
    /// A ws or wss URI (RFC 6455 §3). If the host has several addresses, the client tries IPv6 and IPv4 addresses alternately (RFC 8305).
    /// </param>
    /// <param name="options">The options. Null means <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the attempt to connect. The token has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller must dispose.</returns>
    /// <exception cref="WebSocketConnectException">
    /// The attempt failed. All its resources have been freed. <see cref="WebSocketConnectException.Failure"/> states the reason.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The URI is not a ws or wss URI, or it contains a fragment or a user name. The exception is also thrown if options contradict each
    /// other, or if a header field, a subprotocol or a proxy's credentials are not allowed in a request. The exception's message states the
    /// cause. If a rule of an RFC is violated, the message also names the section.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The maximum length of a message is more than the maximum length of an array.
    /// </exception>
    /// <exception cref="OperationCanceledException">The attempt to connect was cancelled.</exception>
    public static Task<WebSocketConnection> ConnectAsync(
        Uri target,
        WebSocketClientOptions? options = null,
        CancellationToken cancellationToken = default
    ) => OrThrowAsync(TryConnectAsync(target, options, cancellationToken));

    /// <summary>
    /// Opens a connection over a stream that is already connected to the server, for example a tunnel, a pipe, or the caller's own TLS
    /// stream. Redirects are not followed. In all other respects, this method behaves like
    /// <see cref="ConnectAsync(Uri, WebSocketClientOptions?, CancellationToken)"/>.
    /// </summary>
    /// <param name="stream">
    /// The stream. The method takes ownership of the stream, and disposes it if the handshake fails or an argument is invalid. If the
    /// stream does not support closing only its sending direction, the stream is disposed after the last byte has been sent.
    /// </param>
    /// <param name="target">The ws or wss URI for the request. The client does not connect to this URI.</param>
    /// <param name="options">The options. Null means <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the attempt to connect. The token has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller must dispose.</returns>
    /// <exception cref="WebSocketConnectException">The opening handshake failed.</exception>
    /// <exception cref="ArgumentException">The URI or the options are invalid.</exception>
    /// <exception cref="OperationCanceledException">The attempt to connect was cancelled.</exception>
    public static Task<WebSocketConnection> ConnectAsync(
        Stream stream,
        Uri target,
        WebSocketClientOptions? options = null,
        CancellationToken cancellationToken = default
    ) => OrThrowAsync(TryConnectAsync(stream, target, options, cancellationToken));

    /// <summary>
    /// Opens a connection. If the attempt fails, the method returns the reason in place of an exception. In all other respects, this method
    /// behaves like <see cref="ConnectAsync(Uri, WebSocketClientOptions?, CancellationToken)"/>. Invalid arguments and cancellation still
    /// cause an exception.
    /// </summary>
    /// <param name="target">A ws or wss URI (RFC 6455 §3).</param>
    /// <param name="options">The options. Null means <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the attempt to connect. The token has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller must dispose, or the failure.</returns>
    /// <exception cref="ArgumentException">The URI or the options are invalid.</exception>
    /// <exception cref="OperationCanceledException">The attempt to connect was cancelled.</exception>
    public static Task<Either<ConnectFailure, WebSocketConnection>> TryConnectAsync(
        Uri target,
        WebSocketClientOptions? options = null,
        CancellationToken cancellationToken = default
    ) => TryConnectAsync(target, options ?? WebSocketClientOptions.Default, new BufferPool(), cancellationToken);

    /// <summary>
    /// Opens a connection over a stream that already leads to the server. If the opening handshake fails, the method returns the reason in
    /// place of an exception. In all other respects, this method behaves like
    /// <see cref="ConnectAsync(Stream, Uri, WebSocketClientOptions?, CancellationToken)"/>.
    /// </summary>
    /// <param name="stream">The stream, which the method owns from this call on.</param>
    /// <param name="target">The ws or wss URI for the request. The client does not connect to this URI.</param>
    /// <param name="options">The options. Null means <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the attempt to connect. The token has no effect on an open connection.</param>
    /// <returns>The open connection, which the caller must dispose, or the failure.</returns>
    /// <exception cref="ArgumentException">The URI or the options are invalid.</exception>
    /// <exception cref="OperationCanceledException">The attempt to connect was cancelled.</exception>
    public static Task<Either<ConnectFailure, WebSocketConnection>> TryConnectAsync(
        Stream stream,
        Uri target,
        WebSocketClientOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= WebSocketClientOptions.Default;
        ClientTarget where;
        Connection start;
        try
        {
            WebSocketClientOptions.Check(options);
            if (options.IsHttp2) throw new ArgumentException("A client supports only HTTP/1.1 over an existing stream.", nameof(options));
            where = ClientTarget.Of(target, options with { Proxy = null });
            start = Http11ClientHandshake.CreateConnection(where.Offer, options);
        }
        catch (Exception)
        {
            // This method owns the stream, so it must dispose the stream.
            stream.Dispose();
            throw;
        }

        return WithCookies(
            where,
            options,
            Http11ClientHandshake.OpenAsync(options, start, StreamTransport.Of(stream), new BufferPool(), cancellationToken)
        );
    }

    /// <summary>Opens a connection with the given buffer pool. Tests pass their own pool to count the buffers.</summary>
    internal static Task<Either<ConnectFailure, WebSocketConnection>> TryConnectAsync(
        Uri target,
        WebSocketClientOptions options,
        BufferPool buffers,
        CancellationToken cancellationToken
    )
    {
        WebSocketClientOptions.Check(options);
        _ = Attempt.Of(target, options, activity: null);
        return TracedAsync(target, options, buffers, cancellationToken);
    }

    /// <summary>Throws an exception if the target or the options are invalid.</summary>
    internal static void Check(Uri target, WebSocketClientOptions options)
    {
        WebSocketClientOptions.Check(options);
        _ = Attempt.Of(target, options, activity: null);
    }

    private static async Task<WebSocketConnection> OrThrowAsync(Task<Either<ConnectFailure, WebSocketConnection>> connecting) =>
        (await connecting.ConfigureAwait(false)).IfLeft(static failure => throw new WebSocketConnectException(failure));

    private static async Task<Either<ConnectFailure, WebSocketConnection>> TracedAsync(
        Uri target,
        WebSocketClientOptions options,
        BufferPool buffers,
        CancellationToken cancellationToken
    )
    {
        using var activity = ConnectTrace.Begin(target);
        var outcome = await FollowAsync(Attempt.Of(target, options, activity), activity, buffers, cancellationToken).ConfigureAwait(false);
        outcome.IfLeft(failure => activity?.SetStatus(ActivityStatusCode.Error, failure.Message));
        return outcome;
    }

    /// <summary>Connects to the target and follows at most MaxRedirects redirects.</summary>
    private static async Task<Either<ConnectFailure, WebSocketConnection>> FollowAsync(
        Attempt attempt, Activity? activity, BufferPool buffers, CancellationToken cancellationToken)
    {
        for (var followed = 0; ; followed++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (target, options) = (attempt.Target, attempt.Options);
            var outcome = await WithCookies(target, options, TryAsync(attempt, buffers, cancellationToken)).ConfigureAwait(false);
            if (options.MaxRedirects == 0 || outcome.Case is not ConnectFailure.Rejected(var response) || !Redirects.IsRedirect(response))
                return outcome;
            if (followed == options.MaxRedirects)
                return new ConnectFailure.RedirectFailed(
                    target.Uri,
                    response,
                    $"the limit of {followed} redirects is reached"
                );
            var next = Redirects
                .Next(target.Uri, response)
                .Bind(to => Attempt.Onwards(to, Redirects.OptionsFor(options, target.Uri, to), activity));
            if (next.Case is string reason)
                return new ConnectFailure.RedirectFailed(target.Uri, response, reason);
            attempt = next.IfLeft(attempt);
        }
    }

    private static async Task<Either<ConnectFailure, WebSocketConnection>> TryAsync(
        Attempt attempt,
        BufferPool buffers,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (attempt.Extended is { } head)
                return await Http2ClientHandshake
                    .OpenAsync(attempt.Target, head, attempt.Options, buffers, cancellationToken)
                    .ConfigureAwait(false);
            var transport = await TransportConnector.OpenAsync(attempt.Target, attempt.Options, cancellationToken).ConfigureAwait(false);
            return await Http11ClientHandshake
                .OpenAsync(attempt.Options, attempt.Start!, transport, buffers, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ConnectException exception)
        {
            return exception.Failure;
        }
    }

    /// <summary>Waits for the attempt to end, stores the cookies that the response sets, and returns the outcome.</summary>
    private static async Task<Either<ConnectFailure, WebSocketConnection>> WithCookies(
        ClientTarget target,
        WebSocketClientOptions options,
        Task<Either<ConnectFailure, WebSocketConnection>> connecting
    )
    {
        var outcome = await connecting.ConfigureAwait(false);
        var response = outcome.Match(
            Right: connection => connection.ResponseHeaders,
            Left: failure => failure is ConnectFailure.Rejected(var refused) ? refused.Head.Headers : []
        );
        ClientCookies.Store(options.Cookies, target.Uri, response);
        return outcome;
    }

    /// <summary>
    /// The target, the options and the request of one attempt to connect. For HTTP/1.1, Start contains the request, and Extended is null.
    /// For HTTP/2, Extended contains the extended CONNECT request, and Start is null.
    /// </summary>
    private sealed record Attempt(ClientTarget Target, WebSocketClientOptions Options, Connection? Start, RequestHead? Extended)
    {
        /// <exception cref="ArgumentException">The URI or the options are invalid.</exception>
        public static Attempt Of(Uri uri, WebSocketClientOptions options, Activity? activity)
        {
            var target = ClientTarget.Of(uri, ConnectTrace.Carried(options, activity));
            return options.IsHttp2
                ? new Attempt(target, options, null, Http2ClientHandshake.Request(target, options))
                : new Attempt(target, options, Http11ClientHandshake.CreateConnection(target.Offer, options), null);
        }

        /// <summary>
        /// Creates the attempt for the target of a redirect. If the target's URI is invalid, the method returns the reason instead of
        /// throwing, because the server chose the URI.
        /// </summary>
        public static Either<string, Attempt> Onwards(Uri uri, WebSocketClientOptions options, Activity? activity)
        {
            try
            {
                return Of(uri, options, activity);
            }
            catch (ArgumentException refused)
            {
                // .NET appends the name of the parameter to the message. The line below removes this name.
                var parameter = $" (Parameter '{refused.ParamName}')";
                return refused.Message.Replace(parameter, "", StringComparison.Ordinal).TrimEnd('.');
            }
        }
    }
}
