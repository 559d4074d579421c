using System.Net.Security;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>The options of a server.</summary>
public sealed record WebSocketServerOptions : ConnectionHostOptions
{
    private const int InternalServerError = 500;

    /// <summary>The defaults.</summary>
    public static WebSocketServerOptions Default { get; } = new();

    /// <summary>
    /// Returns the answer to an upgrade request: an <see cref="Acceptance"/>, or a <see cref="Rejection"/> with the status, fields and body
    /// of the response. It is called once for each connection, on the loop of that connection, and should not block. By default all
    /// requests are accepted, without a subprotocol. If it throws, the exception goes to <see cref="ConnectionHostOptions.OnError"/>, and
    /// the client receives 500. To wait for something, such as a database, set <see cref="AcceptAsync"/> instead.
    /// </summary>
    /// <remarks>
    /// <see cref="Origins"/> decides beforehand which pages may connect. To apply your own rule, set <see cref="Origins"/> to "*" and check
    /// <see cref="UpgradeRequest.Origin"/> here (RFC 6455 §10.2).
    /// </remarks>
    public Func<UpgradeRequest, Either<Rejection, Acceptance>> Accept { get; init; } = AcceptAll;

    /// <summary>
    /// The asynchronous form of <see cref="Accept"/>, for an answer that needs a database or another service. Null by default. The time
    /// limit for the answer is <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>, counted from the request. After that time, the
    /// client receives 503, and <see cref="ConnectionHostOptions.OnError"/> is called with a <see cref="TimeoutException"/>. No thread is
    /// blocked while the function waits, and the connection counts toward <see cref="MaxHandshakes"/>. The token is cancelled when the time
    /// is over, and when this end drops the connection or the server stops. A client that leaves is noticed only after the answer, because
    /// nothing is read meanwhile.
    /// </summary>
    /// <remarks>Either this or <see cref="Accept"/> may be set, not both.</remarks>
    /// <example>
    /// <code>
    /// AcceptAsync = async (request, cancellationToken) =>
    ///     await users.HasTokenAsync(request.Query, cancellationToken) ? Acceptance.Plain : Rejection.WithStatus(401)
    /// </code>
    /// </example>
    public Func<UpgradeRequest, CancellationToken, ValueTask<Either<Rejection, Acceptance>>>? AcceptAsync { get; init; }

    /// <summary>
    /// The origins whose pages may connect, for example "https://example.com". "*" allows all origins. If the list is empty (the default),
    /// only pages of the same host may connect, that is, the host and port of Origin must equal those of Host
    /// (<see cref="UpgradeRequest.IsOfSameHost"/>). Other pages receive 403, before <see cref="Accept"/> is called. A request without an
    /// Origin does not come from a browser (RFC 6455 §10.2) and is allowed.
    /// </summary>
    /// <remarks>
    /// Browsers send no preflight for a WebSocket, and send cookies with it, so CORS does not protect it. A proxy that rewrites Host hides
    /// the host that the page requested. In that case, list the origins here, or let the proxy pass Host on. A list is complete: it must
    /// include the origin of the server's own pages.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>
    /// The subprotocols of the application, the preferred one first. The first one that the client offers is chosen, unless
    /// <see cref="Accept"/> chooses one itself.
    /// </summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>
    /// Returns the answer to a plain HTTP request, that is, a request that does not ask for a WebSocket, such as a health probe: GET, HEAD
    /// or OPTIONS, with HTTP/1.1 or HTTP/1.0. If it returns None, the rules of the opening handshake determine the answer, usually 426 or
    /// 405. A request body is not read. The function is called on the connection's loop and should not block. If it throws, the exception
    /// goes to <see cref="ConnectionHostOptions.OnError"/>, and the client receives 500. Null by default.
    /// </summary>
    /// <example>
    /// <code>
    /// Respond = request => request.Target == "/healthz" ? PlainResponse.Create(200, "ok") : Option&lt;PlainResponse&gt;.None
    /// </code>
    /// </example>
    public Func<RequestHead, Option<PlainResponse>>? Respond { get; init; }

    /// <summary>
    /// TLS for every connection: the server's certificate and .NET's other options. They are copied when the server starts. If the options
    /// list no application protocols, the server agrees to "http/1.1". The default is null, which means plain TCP.
    /// </summary>
    /// <remarks>
    /// The time limit for a TLS handshake is <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>; the opening handshake that follows
    /// has the same limit again. A failed TLS handshake ends its own connection and is reported to
    /// <see cref="ConnectionHostOptions.OnError"/>.
    /// </remarks>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>The transport. .NET's sockets by default.</summary>
    public ServerTransport Transport { get; init; }

    /// <summary>
    /// The maximum number of connections, including those in the TLS or opening handshake. At the limit the server stops accepting: further
    /// clients wait in the backlog of the operating system, at no cost, until a connection ends. Unlimited by default. In that case, the
    /// memory that all peers together can occupy is unlimited too, because each may be within a message of
    /// <see cref="Limits.MaxMessageBytes"/>.
    /// </summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>
    /// The maximum number of connections in the TLS or opening handshake. At the limit the server stops accepting until one handshake
    /// completes or its time is over (<see cref="ConnectionOptions.OpeningHandshakeTimeout"/>). Clients that never complete a handshake can
    /// therefore only delay others. Unlimited by default.
    /// </summary>
    public int MaxHandshakes { get; init; } = int.MaxValue;

    /// <summary>
    /// The maximum memory, in bytes, for the received and unsent messages of all connections together. Above this bound, connections pause
    /// if they hold bytes that their application has not taken yet, the oldest first, until one is left. The remaining connection reads
    /// until all bytes that it held are taken. After that, the youngest of the others reads. All connections continue when a quarter of the
    /// bound is free. The memory used is therefore at most the bound, one message, and for each paused connection the bytes of one read:
    /// 128 KiB, or a fifth of its message. Messages that arrive in one read and are taken immediately never wait. If the value is zero (the
    /// default), only the bounds of each connection apply.
    /// </summary>
    /// <remarks>
    /// A peer that stops within a message, but answers pings, may keep the paused connections waiting.
    /// <see cref="ConnectionHostOptions.IdleTimeout"/> closes that connection, and also the paused connections.
    /// </remarks>
    public long MaxHeldBytes { get; init; }

    /// <summary>
    /// The maximum number of clients that wait in the operating system to be accepted; the system may allow fewer. 512 by default.
    /// </summary>
    public int Backlog { get; init; } = 512;

    /// <summary>How long to wait for closing handshakes when the server is disposed. 5 s by default.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal override Func<RequestHead, Option<PlainResponse>>? RespondToPlain => Respond;

    /// <summary>
    /// Returns the answer to a request. The origins decide first, then the application. Then the subprotocol is chosen, if the application
    /// did not choose one. If the application throws, the exception is reported, and the answer is 500.
    /// </summary>
    internal ValueTask<Either<Rejection, Acceptance>> AnswerAsync(WebSocketConnection connection, UpgradeRequest request)
    {
        try
        {
            if (OriginPolicy.Check(request, Origins).Case is HandshakeError error)
            {
                ConnectionLog.OriginRefused(Logger, request.Target, error.Seen, error.Rule);
                return new(Rejection.From(error));
            }

            if (AcceptAsync is not { } accept) return new(Complete(request, Accept(request)));
            var answering = AcceptTimeout.AskAsync(
                cancellationToken => accept(request, cancellationToken), this, connection.Closed, exception => Report(exception));
            return answering.IsCompletedSuccessfully
                ? new(Complete(request, answering.Result))
                : CompleteAsync(connection, request, answering);
        }
        catch (Exception exception)
        {
            return new(Failed(exception));
        }
    }

    /// <summary>Throws if the options contradict each other.</summary>
    internal static void Check(WebSocketServerOptions options)
    {
        ConnectionHostOptions.Check(options);
        if (options.AcceptAsync is not null && options.Accept != AcceptAll)
            throw new ArgumentException("Accept and AcceptAsync are both set; set only one of them.", nameof(options));
    }

    private async ValueTask<Either<Rejection, Acceptance>> CompleteAsync(
        WebSocketConnection connection,
        UpgradeRequest request,
        ValueTask<Either<Rejection, Acceptance>> answering
    )
    {
        try
        {
            return Complete(request, await answering.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (connection.Closed.IsCompleted)
        {
            return Rejection.WithStatus(InternalServerError);
        }
        catch (Exception exception)
        {
            return Failed(exception);
        }
    }

    private Either<Rejection, Acceptance> Complete(UpgradeRequest request, Either<Rejection, Acceptance> answer) =>
        answer.IsBottom
            ? throw new InvalidOperationException("The accept hook returned neither an acceptance nor a rejection.")
            : answer.Map(acceptance =>
                acceptance.Subprotocol.IsSome ? acceptance : acceptance with { Subprotocol = request.ChooseSubprotocol([.. Subprotocols]) }
            );

    private Either<Rejection, Acceptance> Failed(Exception exception)
    {
        Report(exception);
        return Rejection.WithStatus(InternalServerError);
    }

    private static Either<Rejection, Acceptance> AcceptAll(UpgradeRequest request) => Acceptance.Plain;
}
