using System.Net.Security;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>The options of a server.</summary>
public sealed record WebSocketServerOptions : ConnectionHostOptions
{
    private const int InternalServerError = 500;

    /// <summary>The default options.</summary>
    public static WebSocketServerOptions Default { get; } = new();

    /// <summary>
    /// The function that answers an upgrade request. The answer is an <see cref="Acceptance"/>, or a <see cref="Rejection"/> with the
    /// status, header fields and body of the response. By default (null), all requests are accepted. The function is called at most once
    /// for each connection, on the connection's receive loop, and must not block. If the answer needs a database or another service, the
    /// function can be asynchronous. If the function throws an exception, the exception is passed to
    /// <see cref="ConnectionHostOptions.OnError"/>, and the client receives status 500.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The time limit for the answer is <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>, which starts when the function is called.
    /// If the limit elapses, the client receives status 503, and <see cref="ConnectionHostOptions.OnError"/> is called with a
    /// <see cref="TimeoutException"/>. While the function waits, no thread is blocked, and the connection counts towards
    /// <see cref="MaxHandshakes"/>. While the server waits for the answer, it does not read from the connection. It therefore notices only
    /// after the answer that a client has disconnected.
    /// </para>
    /// <para>
    /// Before this function is called, the server checks whether <see cref="Origins"/> allows the web page to connect. To apply your own
    /// rule, set <see cref="Origins"/> to "*" and check <see cref="UpgradeRequest.Origin"/> in this function (RFC 6455 §10.2).
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// Accept = context => new(context.Request.Path == "/chat" ? Acceptance.Plain : Rejection.WithStatus(404))
    /// </code>
    /// or, asynchronously,
    /// <code>
    /// Accept = async context =>
    ///     await users.HasTokenAsync(context.Request.Query, context.CancellationToken) ? Acceptance.Plain : Rejection.WithStatus(401)
    /// </code>
    /// </example>
    public Func<AcceptContext, ValueTask<Either<Rejection, Acceptance>>>? Accept { get; init; }

    /// <summary>
    /// The origins whose web pages are allowed to connect, for example "https://example.com". The value "*" allows all origins. If the list
    /// is empty (the default), only pages from the same host are allowed to connect. For such a page, the host and the port in the Origin
    /// field equal those in the Host field (<see cref="UpgradeRequest.IsOfSameHost"/>). Requests from other pages are rejected with status
    /// 403 before <see cref="Accept"/> is called. A request without an Origin field does not come from a browser (RFC 6455 §10.2) and is
    /// allowed.
    /// </summary>
    /// <remarks>
    /// CORS does not protect a WebSocket, because browsers send the upgrade request with cookies and without a preflight request. If a
    /// proxy in front of the server rewrites the Host field, list the origins here, or configure the proxy to keep the field. A list that
    /// is not empty must also include the origin of the server's own pages.
    /// </remarks>
    public IEnumerable<string> Origins { get; init => field = ItemList.Of(value, nameof(Origins)); } = ItemList<string>.Empty;

    /// <summary>
    /// The application's subprotocols, in order of preference. The server chooses the first of these subprotocols that the client offers,
    /// unless <see cref="Accept"/> chooses a subprotocol.
    /// </summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value, nameof(Subprotocols)); } = ItemList<string>.Empty;

    /// <summary>
    /// The function that answers plain HTTP requests, that is, requests that do not ask for an upgrade to a WebSocket connection. An
    /// example is a health probe. The function is called for each valid plain request, with any method, over HTTP/1.1 or HTTP/1.0. If the
    /// function returns null, the rules of the opening handshake determine the answer, which is usually status 426 or 405. The body of the
    /// request is not read. The function is called on the connection's receive loop and should not block. If the function throws an
    /// exception, the exception is passed to <see cref="ConnectionHostOptions.OnError"/>, and the client receives status 500. The default
    /// is null.
    /// </summary>
    /// <example>
    /// <code>
    /// Respond = request => request.Target == "/healthz" ? PlainResponse.Create(200, "ok") : null
    /// </code>
    /// </example>
    public Func<RequestHead, PlainResponse?>? Respond { get; init; }

    /// <summary>
    /// The TLS options of all connections, including the server's certificate. The options are copied when the server starts. If the
    /// options do not list any application protocols, the server selects "http/1.1". If this option is null (the default), connections do
    /// not use TLS.
    /// </summary>
    /// <remarks>
    /// The time limit for a TLS handshake is <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>. The opening handshake that follows
    /// has its own time limit of the same length. A failed TLS handshake ends only its own connection. If the client has sent at least one
    /// byte, the failure is reported to <see cref="ConnectionHostOptions.OnError"/>.
    /// </remarks>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>The transport of the server. The default is <see cref="ServerTransport.Sockets"/>.</summary>
    public ServerTransport Transport { get; init; }

    /// <summary>
    /// The maximum number of connections, including those in the TLS handshake or the opening handshake. At the limit, the server stops
    /// accepting connections until a connection ends. Until then, further clients wait in the operating system's backlog and do not use the
    /// server's memory. By default (null), the number of connections is unlimited. In this case, the memory for all connections is also
    /// unlimited, because each peer can send a message of up to <see cref="Limits.MaxMessageBytes"/> bytes.
    /// </summary>
    public int? MaxConnections { get; init => field = OptionValue.Positive(value); }

    /// <summary>
    /// The maximum number of connections in the TLS handshake or the opening handshake. At the limit, the server stops accepting
    /// connections until a handshake completes or reaches its time limit (<see cref="ConnectionOptions.OpeningHandshakeTimeout"/>).
    /// Therefore, clients that never complete a handshake can delay other clients, but cannot block them permanently. By default (null),
    /// the number is unlimited.
    /// </summary>
    public int? MaxHandshakes { get; init => field = OptionValue.Positive(value); }

    /// <summary>
    /// The maximum memory, in bytes, for the received and unsent messages of all connections together. While the memory exceeds this limit,
    /// only one of the connections that hold received bytes continues reading. The server selects the connection that began to hold bytes
    /// most recently. When the application has received all messages of this connection, the server selects another connection in the same
    /// way. All connections continue reading when the memory has fallen to three quarters of the limit. The received messages therefore use
    /// at most the limit, plus one message, plus the memory for one read on each paused connection. The memory for one read is at most 128
    /// KiB or a fifth of the message, whichever is larger. A message that arrives in one read is not delayed if the application receives
    /// the message immediately. Unsent messages count towards the limit, but a send never waits because of this limit. Only
    /// <see cref="ConnectionHostOptions.MaxUnsentBytes"/> limits the unsent messages. If the value is null (the default), only the limits
    /// of the individual connections apply.
    /// </summary>
    /// <remarks>
    /// The peer of the connection that continues reading can stop sending in the middle of a message but still answer pings. The other
    /// connections then stay paused. <see cref="ConnectionHostOptions.IdleTimeout"/> ends this situation, but it closes the paused
    /// connections as well as the connection of that peer.
    /// </remarks>
    public long? MaxHeldBytes { get; init => field = OptionValue.Positive(value); }

    /// <summary>
    /// The maximum number of clients that wait at one listening socket to be accepted. The operating system can enforce a lower limit. With
    /// <see cref="ServerTransport.Epoll"/>, each thread has its own listening socket for an IP end point. The default is 512.
    /// </summary>
    public int Backlog { get; init => field = OptionValue.Positive(value); } = 512;

    /// <summary>
    /// The maximum time to wait for the closing handshakes and the applications when the server is disposed. The default is 5 s.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal override Func<RequestHead, PlainResponse?>? RespondToPlain => Respond;

    /// <summary>
    /// Returns the answer to an upgrade request. The method first checks the origin and then calls the application's function. If the
    /// application did not choose a subprotocol, the method chooses one. If the application throws an exception, the exception is reported,
    /// and the answer is a rejection with status 500.
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

            if (Accept is not { } accept) return new(Complete(request, Acceptance.Plain));
            var answering = AcceptTimeout.AskAsync(
                cancellationToken => accept(
                    new AcceptContext
                    {
                        Request = request,
                        RemoteEndPoint = connection.RemoteEndPoint,
                        CancellationToken = cancellationToken,
                    }),
                this,
                connection.Closed,
                exception => Report(exception, connection));
            return answering.IsCompletedSuccessfully
                ? new(Complete(request, answering.Result))
                : CompleteAsync(connection, request, answering);
        }
        catch (Exception exception)
        {
            return new(Failed(exception, connection));
        }
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
            return Failed(exception, connection);
        }
    }

    private Either<Rejection, Acceptance> Complete(UpgradeRequest request, Either<Rejection, Acceptance> answer) =>
        answer.Complete(request, Subprotocols);

    private Either<Rejection, Acceptance> Failed(Exception exception, WebSocketConnection connection)
    {
        Report(exception, connection);
        return Rejection.WithStatus(InternalServerError);
    }
}
