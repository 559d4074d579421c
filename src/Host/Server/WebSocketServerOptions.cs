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
    /// The answer to an upgrade request: an <see cref="Acceptance"/>, or a <see cref="Rejection"/> with the status, fields and body of the
    /// response. Called once for each connection, on its own loop: it should not block. By default all requests are accepted, without a
    /// subprotocol. If it throws, the exception goes to <see cref="ConnectionHostOptions.OnError"/>, and the client receives 500. To wait
    /// for something, such as a database, set <see cref="AcceptAsync"/> instead.
    /// </summary>
    /// <remarks>
    /// Which pages may connect is decided before, by <see cref="Origins"/>. For a rule of your own, set that to "*" and check
    /// <see cref="UpgradeRequest.Origin"/> here (RFC 6455 §10.2).
    /// </remarks>
    public Func<UpgradeRequest, Either<Rejection, Acceptance>> Accept { get; init; } = AcceptAll;

    /// <summary>
    /// The asynchronous form of <see cref="Accept"/>, for an answer that needs a database or another service. Null by default. The answer
    /// has <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>, counted from the request. After that time the client receives 503, and
    /// <see cref="ConnectionHostOptions.OnError"/> a <see cref="TimeoutException"/>. No thread is blocked while it waits; the connection
    /// counts toward <see cref="MaxHandshakes"/>. Its token is cancelled when the time is over, and when this end drops the connection or
    /// the server stops. A client that leaves is noticed only after the answer, because nothing is read meanwhile.
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
    /// The origins whose pages may connect, for example "https://example.com"; "*" for all. Empty, the default: only pages of the same
    /// host, that is, where host and port of Origin are those of Host (<see cref="UpgradeRequest.IsOfSameHost"/>). Other pages receive 403,
    /// before <see cref="Accept"/> is called. A request without an Origin does not come from a browser (RFC 6455 §10.2) and is allowed.
    /// </summary>
    /// <remarks>
    /// Browsers send no preflight for a WebSocket, and send cookies with it, so CORS does not protect it. A proxy that rewrites Host hides
    /// the host that the page requested: then list the origins here, or let the proxy pass Host on. A list is complete: it must include the
    /// origin of the server's own pages.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>
    /// The subprotocols of the application, the preferred one first. The first one that the client offers is chosen, unless
    /// <see cref="Accept"/> chooses one itself.
    /// </summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>
    /// The answer to a plain HTTP request, one that does not ask for a WebSocket, such as a health probe: GET, HEAD or OPTIONS, with
    /// HTTP/1.1 or HTTP/1.0. None leaves the answer to the rules of the opening handshake, mostly 426 or 405. A request body is not read.
    /// Called on the connection's loop: it should not block. If it throws, the exception goes to
    /// <see cref="ConnectionHostOptions.OnError"/>, and the client receives 500. Null by default.
    /// </summary>
    /// <example>
    /// <code>
    /// Respond = request => request.Target == "/healthz" ? PlainResponse.Create(200, "ok") : Option&lt;PlainResponse&gt;.None
    /// </code>
    /// </example>
    public Func<RequestHead, Option<PlainResponse>>? Respond { get; init; }

    /// <summary>
    /// TLS for every connection: the server's certificate and .NET's other options. They are copied when the server starts. Without
    /// application protocols, the server agrees to "http/1.1". Null by default: plain TCP.
    /// </summary>
    /// <remarks>
    /// A TLS handshake has <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>, before the time of the upgrade. A failed one ends its
    /// own connection and is reported to <see cref="ConnectionHostOptions.OnError"/>.
    /// </remarks>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>The transport. .NET's sockets by default.</summary>
    public ServerTransport Transport { get; init; }

    /// <summary>
    /// The maximum number of connections, including those in the TLS or opening handshake. At the limit the server stops accepting: further
    /// clients wait in the backlog of the operating system, at no cost, until a connection ends. Unlimited by default. Then the memory that
    /// all peers together can occupy is unlimited too, because each may be within a message of <see cref="Limits.MaxMessageBytes"/>.
    /// </summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>
    /// The maximum number of connections in the TLS or opening handshake. At the limit the server stops accepting until one handshake
    /// completes or its time is over (<see cref="ConnectionOptions.OpeningHandshakeTimeout"/>). So clients that never complete a handshake
    /// only delay others. Unlimited by default.
    /// </summary>
    public int MaxHandshakes { get; init; } = int.MaxValue;

    /// <summary>
    /// The memory, in bytes, for the messages of all connections together, received and unsent. Above it, connections that hold bytes their
    /// application has not taken pause, the oldest first, until one is left. That one reads until all it held is taken; then the youngest
    /// of the others does. All continue when a quarter of the bound is free. So the memory used is the bound, one message, and for each
    /// paused connection the bytes of one read: 128 KiB, or a fifth of its message. Messages that come in one read and are taken at once
    /// never wait. Zero, the default: only the bounds of each connection.
    /// </summary>
    /// <remarks>
    /// A peer that stops within a message, and answers pings, may keep the paused connections waiting.
    /// <see cref="ConnectionHostOptions.IdleTimeout"/> ends that connection, and them.
    /// </remarks>
    public long MaxHeldBytes { get; init; }

    /// <summary>The maximum number of clients that wait in the operating system to be accepted; the system may allow fewer. 512.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>The time for closing handshakes when the server is disposed. 5 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal override Func<RequestHead, Option<PlainResponse>>? RespondToPlain => Respond;

    /// <summary>
    /// The answer to a request: first by the origins, then by the application; then the subprotocol is chosen if the application left it
    /// open. An exception of the application is reported, and the answer is 500.
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
