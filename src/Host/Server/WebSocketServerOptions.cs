using System.Net.Security;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>How a server behaves.</summary>
public sealed record WebSocketServerOptions : HostOptions
{
    private const int InternalServerError = 500;


    /// <summary>The defaults.</summary>
    public static WebSocketServerOptions Default { get; } = new();

    /// <summary>
    /// The answer to an upgrade request: an <see cref="Acceptance"/>, or a <see cref="Rejection"/> with the status, fields and body of
    /// the response. Called once for each connection, on its own loop: it should not block. By default all requests are accepted, without
    /// a subprotocol. If it throws, the exception goes to <see cref="HostOptions.OnError"/>, and the client receives 500. To wait for
    /// something, such as a database, set <see cref="AcceptAsync"/> instead.
    /// </summary>
    /// <remarks>
    /// Which pages may connect is decided before, by <see cref="Origins"/>. A rule of one's own sets that to "*" and looks at
    /// <see cref="UpgradeRequest.Origin"/> here (RFC 6455 §10.2).
    /// </remarks>
    public Func<UpgradeRequest, Either<Rejection, Acceptance>> Accept { get; init; } = AcceptAll;

    /// <summary>
    /// The asynchronous form of <see cref="Accept"/>, for an answer that needs a database or another service. Null by default. The answer
    /// has <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>, counted from the request. After that time the client receives 503, and
    /// <see cref="HostOptions.OnError"/> a <see cref="TimeoutException"/>. No thread is blocked while it waits; the connection counts
    /// toward <see cref="MaxHandshakes"/>. Its token is cancelled when the time is over, and when the connection or the server ends.
    /// </summary>
    /// <remarks>Either this or <see cref="Accept"/> may be set, not both.</remarks>
    /// <example>
    /// <code>
    /// AcceptAsync = async (request, cancellationToken) =>
    ///     await users.HasTokenAsync(request.Query, cancellationToken) ? Acceptance.Plain : Rejection.Of(401)
    /// </code>
    /// </example>
    public Func<UpgradeRequest, CancellationToken, ValueTask<Either<Rejection, Acceptance>>>? AcceptAsync { get; init; }

    /// <summary>
    /// The origins whose pages may connect, as "https://example.com"; "*" for all. Empty, the default: pages of the same host alone,
    /// which is to say that host and port of Origin are those of Host
    /// (<see cref="UpgradeRequest.IsOfSameHost"/>). Others are answered with 403, before <see cref="Accept"/> is asked. A request without
    /// an Origin comes from no browser (RFC 6455 §10.2) and is let in.
    /// </summary>
    /// <remarks>
    /// Browsers send no preflight for a WebSocket, and send cookies with it: so CORS does not protect it. A proxy that rewrites Host
    /// hides the host that the page was asked from: then name the origins here, or let the proxy pass Host
    /// on. Origins that are named are all: that of the server's own pages is to be named with them.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>
    /// The subprotocols that the application speaks, the preferred one first. The first that the client offers is chosen, where
    /// <see cref="Accept"/> chooses none itself.
    /// </summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>
    /// The answer to a plain HTTP request, one that asks for no WebSocket, as a health probe's: GET, HEAD or OPTIONS, by HTTP/1.1 or
    /// HTTP/1.0. None: what the rules of the opening handshake say, 426 or 405 mostly. A body of the request
    /// is not read. Called on the connection's loop: it should not block. What escapes it goes to <see cref="HostOptions.OnError"/>, and
    /// the client sees 500. Null by default.
    /// </summary>
    /// <example>
    /// <code>
    /// Respond = request => request.Target == "/healthz" ? PlainResponse.Of(200, "ok") : Option&lt;PlainResponse&gt;.None
    /// </code>
    /// </example>
    public Func<RequestHead, Option<PlainResponse>>? Respond { get; init; }

    /// <summary>
    /// TLS for every connection: the server's certificate, and what else the framework lets one say of it. A copy is taken when the
    /// server starts. Where it names no application protocols, "http/1.1" is what the server agrees to. None by default: plain TCP.
    /// </summary>
    /// <remarks>
    /// A TLS handshake has the time of <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>, before that of the upgrade. One that
    /// fails ends its own connection and is told to <see cref="HostOptions.OnError"/>.
    /// </remarks>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>What carries the bytes: the framework's sockets by default.</summary>
    public ServerTransport Transport { get; init; }

    /// <summary>
    /// The most connections at a time, those in the TLS or opening handshake included. At the limit the server stops accepting: further
    /// clients wait in the backlog of the operating system until a connection ends, and cost nothing meanwhile. Without limit by default:
    /// then what all peers together can make the server hold has none either, for each may be within a message of
    /// <see cref="Limits.MaxMessageBytes"/>.
    /// </summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>
    /// The most connections at a time whose TLS or opening handshake is not done. At the limit the server stops accepting until one is
    /// done, or has had its time (<see cref="ConnectionOptions.OpeningHandshakeTimeout"/>): clients that begin and never end keep others
    /// waiting, and no more. Without limit by default.
    /// </summary>
    public int MaxHandshakes { get; init; } = int.MaxValue;

    /// <summary>
    /// The memory, in bytes, that the messages of all connections together may hold, those on their way in and out. When there is more,
    /// the connections that hold bytes which their application has not taken pause, the oldest first, until one is left. It reads until
    /// all it held is taken; then the youngest of the others does; and all go on when a quarter of the bound is free. So what is held is
    /// the bound, one message, and for each connection that pauses what one read adds: 128 KiB, or a fifth of its message. Messages that
    /// come in one read and are taken at once never wait. Zero, the default: no bound but those of each connection.
    /// </summary>
    /// <remarks>
    /// A peer that stops within its message, and answers pings, may keep those that pause waiting: <see cref="HostOptions.IdleTimeout"/>
    /// ends that, and them.
    /// </remarks>
    public long MaxHeldBytes { get; init; }

    /// <summary>How many clients the operating system lets wait to be accepted; it may allow fewer. 512.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>The time that disposing the server gives connections to finish their closing handshakes. 5 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal override Func<RequestHead, Option<PlainResponse>>? RespondToPlain => Respond;

    /// <summary>
    /// The answer to a request: first the origins, then the application, then the subprotocol that is left to choose. An exception of the
    /// application is reported and answered with 500.
    /// </summary>
    internal ValueTask<Either<Rejection, Acceptance>> AnswerAsync(WebSocketConnection connection, UpgradeRequest request)
    {
        if (OriginPolicy.Refuse(request, Origins).Case is HandshakeError error)
        {
            Log.OriginRefused(Logger, request.Target, error.Seen, error.Rule);
            return new(Rejection.From(error));
        }

        try
        {
            if (AcceptAsync is not { } accept) return new(Complete(request, Accept(request)));
            var answering = AcceptTimeout.AskAsync(cancellationToken => accept(request, cancellationToken), this, connection.Closed, exception => Report(exception));
            return answering.IsCompletedSuccessfully ? new(Complete(request, answering.Result)) : CompleteAsync(connection, request, answering);
        }
        catch (Exception exception)
        {
            return new(Failed(exception));
        }
    }

    /// <summary>Throws if the options of a server contradict each other.</summary>
    internal static void Check(WebSocketServerOptions options)
    {
        HostOptions.Check(options);
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
            return Rejection.Of(InternalServerError);
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
        return Rejection.Of(InternalServerError);
    }

    private static Either<Rejection, Acceptance> AcceptAll(UpgradeRequest request) => Acceptance.Plain;
}
