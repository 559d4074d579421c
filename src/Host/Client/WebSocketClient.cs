using System.Diagnostics;
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
    /// <param name="target">A ws or wss URI (RFC 6455 §3). A host that has several addresses is tried at each, their families by turns
    /// (RFC 8305).</param>
    /// <param name="options">How; null for <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="cancellationToken">Gives up connecting. Once the connection is open the token means nothing to it.</param>
    /// <returns>The open connection, which the caller disposes; or why there is none.</returns>
    /// <exception cref="ArgumentException">The URI is not ws or wss, or has a fragment or a user; a field, a subprotocol or a proxy's
    /// credentials cannot stand in a request; or the options contradict each other. The message names it and the rule.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A message limit beyond what memory can hold in one piece, a bound that is not
    /// positive, or more than 512 MiB that may wait unsent.</exception>
    /// <exception cref="OperationCanceledException">Connecting was given up.</exception>
    public static Task<Either<ConnectFailure, WebSocketConnection>> ConnectAsync(
        Uri target,
        WebSocketClientOptions? options = null,
        CancellationToken cancellationToken = default
    ) => ConnectAsync(target, options ?? WebSocketClientOptions.Default, new BufferPool(), cancellationToken);

    /// <summary>
    /// Opens a connection over a stream that leads to the server already: a tunnel, a pipe, TLS of one's own. No redirect is followed.
    /// Otherwise as <see cref="ConnectAsync(Uri, WebSocketClientOptions?, CancellationToken)"/>.
    /// </summary>
    /// <param name="stream">The stream. It is the connection's from here, whatever happens: a stream that has no end for each direction
    /// is disposed when all is sent.</param>
    /// <param name="target">A ws or wss URI, which says what to ask for; nothing is connected to.</param>
    /// <param name="options">How; null for <see cref="WebSocketClientOptions.Default"/>.</param>
    /// <param name="cancellationToken">Gives up connecting. Once the connection is open the token means nothing to it.</param>
    public static Task<Either<ConnectFailure, WebSocketConnection>> ConnectAsync(
        Stream stream,
        Uri target,
        WebSocketClientOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= WebSocketClientOptions.Default;
        WebSocketClientOptions.Check(options);
        if (options.IsHttp2) throw new ArgumentException("Over a stream that is there a client speaks HTTP/1.1.", nameof(options));
        var where = ClientTarget.Of(target, options with { Proxy = null });
        return WithCookies(
            where,
            options,
            ClientEnd.OpenAsync(
                options,
                ClientEnd.Before(where.Offer, options),
                StreamTransport.Of(stream),
                new BufferPool(),
                cancellationToken
            )
        );
    }

    /// <summary>The same with buffers that somebody counts.</summary>
    internal static Task<Either<ConnectFailure, WebSocketConnection>> ConnectAsync(
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

    /// <summary>Refuses, as an exception, what connecting would refuse.</summary>
    internal static void Check(Uri target, WebSocketClientOptions options)
    {
        WebSocketClientOptions.Check(options);
        _ = Attempt.Of(target, options, activity: null);
    }

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

    /// <summary>Connects there, or to where redirects lead.</summary>
    private static async Task<Either<ConnectFailure, WebSocketConnection>> FollowAsync(
        Attempt attempt, Activity? activity, BufferPool buffers, CancellationToken cancellationToken)
    {
        for (var followed = 0; ; followed++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (target, options) = (attempt.Target, attempt.Options);
            var outcome = await WithCookies(target, options, TryAsync(attempt, buffers, cancellationToken)).ConfigureAwait(false);
            if (options.MaxRedirects == 0 || outcome.Case is not ConnectFailure.Refused(var response) || !Redirects.IsRedirect(response))
                return outcome;
            if (followed == options.MaxRedirects)
                return new ConnectFailure.RedirectFailed(
                    target.Uri,
                    response,
                    $"{followed} were followed already, which is the limit here"
                );
            var next = Redirects
                .Next(target.Uri, response)
                .Bind(to => Attempt.Onwards(to, Redirects.Options(options, target.Uri, to), activity));
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
                return await Http2End.OpenAsync(attempt.Target, head, attempt.Options, buffers, cancellationToken).ConfigureAwait(false);
            var transport = await Route.OpenAsync(attempt.Target, attempt.Options, cancellationToken).ConfigureAwait(false);
            return await ClientEnd.OpenAsync(attempt.Options, attempt.Start!, transport, buffers, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectException exception)
        {
            return exception.Failure;
        }
    }

    /// <summary>The same outcome, when the cookies that came with it are kept.</summary>
    private static async Task<Either<ConnectFailure, WebSocketConnection>> WithCookies(
        ClientTarget target,
        WebSocketClientOptions options,
        Task<Either<ConnectFailure, WebSocketConnection>> connecting
    )
    {
        var outcome = await connecting.ConfigureAwait(false);
        var response = outcome.Match(
            Right: connection => connection.ResponseHeaders,
            Left: failure => failure is ConnectFailure.Refused(var refused) ? refused.Head.Headers : Seq<Header>.Empty
        );
        ClientCookies.Keep(options.Cookies, target.Uri, response);
        return outcome;
    }

    /// <summary>
    /// What is tried: where, how, and what is sent there, either the state before a request of HTTP/1.1 or an extended CONNECT.
    /// </summary>
    private sealed record Attempt(ClientTarget Target, WebSocketClientOptions Options, Connection? Start, RequestHead? Extended)
    {
        /// <exception cref="ArgumentException">It cannot be asked for.</exception>
        public static Attempt Of(Uri uri, WebSocketClientOptions options, Activity? activity)
        {
            var target = ClientTarget.Of(uri, ConnectTrace.Carried(options, activity));
            return options.IsHttp2
                ? new Attempt(target, options, null, Http2End.Request(target, options))
                : new Attempt(target, options, ClientEnd.Before(target.Offer, options), null);
        }

        /// <summary>
        /// The attempt at where a redirect leads; else why it cannot be made. What would be the caller's mistake in a URI of its own is
        /// the server's in this one.
        /// </summary>
        public static Either<string, Attempt> Onwards(Uri uri, WebSocketClientOptions options, Activity? activity)
        {
            try
            {
                return Of(uri, options, activity);
            }
            catch (ArgumentException refused)
            {
                // A sentence of a failure, without the parameter that .NET adds.
                var parameter = $" (Parameter '{refused.ParamName}')";
                return refused.Message.Replace(parameter, "", StringComparison.Ordinal).TrimEnd('.');
            }
        }
    }
}
