using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// Performs the client's opening handshake over HTTP/2 (RFC 8441). .NET's HTTP client sends the request, which is an extended CONNECT.
/// </summary>
internal static class Http2ClientHandshake
{
    private const int ReadBytes = 4096;

    /// <summary>Creates the request without its pseudo-header fields.</summary>
    /// <exception cref="ArgumentException">
    /// An option has a value that is not allowed in a request. The exception's message names the option and the rule.
    /// </exception>
    public static RequestHead Request(ClientTarget target, WebSocketClientOptions options)
    {
        var head = ClientHandshake
            .Connect(target.Offer, Offers(options))
            .IfLeft(refusal => throw new ArgumentException($"The upgrade request is invalid: {refusal}.", nameof(options)));
        Message(target, head).Dispose();
        return head;
    }

    /// <summary>Sends the request and, if the server accepts it, starts the WebSocket connection.</summary>
    /// <exception cref="ConnectException">
    /// A step before the request failed, for example the TCP connection or the TLS handshake.
    /// </exception>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    public static async Task<Either<ConnectFailure, WebSocketConnection>> OpenAsync(
        ClientTarget target, RequestHead head, WebSocketClientOptions options, BufferPool buffers, CancellationToken cancellationToken)
    {
        // If the request is cancelled after its response has arrived, .NET resets the HTTP/2 stream. Therefore, the request has its own
        // token, which is not cancelled after the handshake.
        using var limit = new CancellationTokenSource();
        await using var giveUp = cancellationToken
            .UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit)
            .ConfigureAwait(false);
        (Stream? Stream, EndPoint? Remote) wire = default;
        var own = options.Invoker is null ? new HttpMessageInvoker(Handler(target, options, Reached, limit.Token)) : null;
        var opened = false;
        try
        {
            if (own is null) Reached(default);
            using var request = Message(target, head);
            var response = await Send(options.Invoker ?? own!, request, limit.Token).ConfigureAwait(false);
            var answer = new ResponseHead((int)response.StatusCode, "", Fields(response));
            if (!response.IsSuccessStatusCode)
                return new ConnectFailure.Rejected(await RefusedAsync(response, answer, options, limit.Token).ConfigureAwait(false));
            var fields = answer.Headers.Count();
            if (fields > options.Protocol.Limits.MaxHeaderFields)
            {
                response.Dispose();
                return Bad(
                    "RFC 6455 §10.4",
                    $"the head has {fields} fields, but the limit is {options.Protocol.Limits.MaxHeaderFields}"
                );
            }

            var outcome = ClientHandshake.CheckConnect(answer, target.Offer, Offers(options));
            if (outcome.Case is not Agreement agreement)
            {
                response.Dispose();
                return outcome.Match<ConnectFailure>(
                    Left: error => new ConnectFailure.BadResponse(error.ToProtocolError()),
                    Right: _ => throw new InvalidOperationException()
                );
            }

            var transport = new Http2Transport(
                await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false),
                own,
                wire.Remote
            );
            opened = true;
            return Run(target, head, answer, agreement, transport, options, buffers);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (FindConnectException(exception) is not null)
        {
            throw FindConnectException(exception)!;
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            return new ConnectFailure.TimedOut(ConnectStep.OpeningHandshake, options.Protocol.OpeningHandshakeTimeout);
        }
        catch (OperationCanceledException) when (options.Invoker is HttpClient { Timeout: var timeout })
        {
            return new ConnectFailure.TimedOut(ConnectStep.OpeningHandshake, timeout);
        }
        catch (HttpRequestException exception)
        {
            return Failure(target, exception);
        }
        catch (IOException exception)
        {
            return Bad("RFC 9113 §5.4", exception.Message);
        }
        finally
        {
            if (!opened)
            {
                // When a request is cancelled, .NET does not cancel the attempt to open the TCP connection, and stores the TCP connection
                // for later requests. The code below therefore cancels this attempt and disposes the TCP connection.
                await limit.CancelAsync().ConfigureAwait(false);
                own?.Dispose();
                if (wire.Stream is { } stream) await stream.DisposeAsync().ConfigureAwait(false);
            }
        }

        void Reached((Stream? Stream, EndPoint? Remote) by)
        {
            wire = by;
            if (options.Protocol.OpeningHandshakeTimeout > TimeSpan.Zero)
                limit.CancelAfter(Timeouts.Clamp(options.Protocol.OpeningHandshakeTimeout));
        }
    }

    private static WebSocketConnection Run(
        ClientTarget target,
        RequestHead head,
        ResponseHead answer,
        Agreement agreement,
        Transport transport,
        WebSocketClientOptions options,
        BufferPool buffers
    )
    {
        var start = Connection.CreateOpen(Role.Client, agreement, options.Protocol);
        var end = new StandaloneConnection(options, Http11ClientHandshake.NotAsked, start, transport, buffers);
        end.Connection.Request = ServerHandshake
            .CheckConnect("websocket", head)
            .IfLeft(error => throw new InvalidOperationException($"{target.Uri}: {error.Seen}"));
        end.Connection.ResponseHeaders = answer.Headers;
        return end.Run();
    }

    /// <summary>
    /// Creates an HTTP handler that connects with the given options. Cancelling the token cancels the attempt to connect.
    /// </summary>
    private static SocketsHttpHandler Handler(
        ClientTarget target,
        WebSocketClientOptions options,
        Action<(Stream? Stream, EndPoint? Remote)> reached,
        CancellationToken givenUp
    ) =>
        new()
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ConnectCallback = async (_, _) =>
            {
                var (stream, remote) = await TransportConnector
                    .OpenAsync(target, options, SslApplicationProtocol.Http2, givenUp)
                    .ConfigureAwait(false);
                try
                {
                    if (target.Secure && stream is SslStream tls && tls.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
                        throw new ConnectException(Bad("RFC 9113 §3.2", "the server did not select h2 in TLS"));
                    reached((stream, remote));
                    return stream;
                }
                catch (Exception)
                {
                    await stream.DisposeAsync().ConfigureAwait(false);
                    throw;
                }
            },
        };

    private static HttpRequestMessage Message(ClientTarget target, RequestHead head)
    {
        var request = new HttpRequestMessage(HttpMethod.Connect, ClientCookies.OfHttp(target.Uri))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Protocol = "websocket";
        foreach (var field in head.Headers)
            if (!request.Headers.TryAddWithoutValidation(field.Name, field.Value))
                throw new ArgumentException(
                    $"{field.Name} is a content header, but an upgrade request must not have a body.",
                    nameof(target)
                );
        return request;
    }

    // By default, an HttpClient returns the response only after it has read the complete body. The body of this response ends only when the
    // WebSocket connection ends. Therefore, the call must return when the header fields have arrived.
    private static Task<HttpResponseMessage> Send(
        HttpMessageInvoker invoker,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) =>
        invoker is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : invoker.SendAsync(request, cancellationToken);

    private static Seq<Header> Fields(HttpResponseMessage response) =>
        Seq.create<Header>(
            response
                .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .SelectMany(field => field.Value.Select(value => new Header(field.Key, value)))
                .ToArray()
        );

    /// <summary>
    /// Reads at most MaxHeadBytes bytes of the body of an error response, and returns the head with these bytes. If the token is cancelled
    /// or the connection fails, the result contains the part of the body that has arrived.
    /// </summary>
    private static async Task<RejectedResponse> RefusedAsync(
        HttpResponseMessage response,
        ResponseHead head,
        WebSocketClientOptions options,
        CancellationToken cancellationToken
    )
    {
        using var held = response;
        var body = new byte[options.Protocol.Limits.MaxHeadBytes];
        var length = 0;
        try
        {
            var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (
                length < body.Length
                && await content
                    .ReadAsync(body.AsMemory(length, Math.Min(ReadBytes, body.Length - length)), cancellationToken)
                    .ConfigureAwait(false)
                    is > 0
                        and var read
            )
                length += read;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The result contains the part of the body that has arrived.
        }

        return new RejectedResponse(head, body[..length]);
    }

    private static ConnectFailure Failure(ClientTarget target, HttpRequestException exception) =>
        exception.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError => new ConnectFailure.Unreachable(
                target.Host,
                target.Port,
                (exception.InnerException as SocketException)?.SocketErrorCode ?? SocketError.SocketError
            ),
            HttpRequestError.SecureConnectionError => new ConnectFailure.TlsFailed(
                target.Host,
                target.Port,
                TlsTransport.Reason(exception.InnerException ?? exception)
            ),
            HttpRequestError.ExtendedConnectNotSupported => Bad("RFC 8441 §3", "the server's settings do not allow an extended CONNECT"),
            HttpRequestError.VersionNegotiationError => Bad("RFC 9113 §3.2", "the server does not support HTTP/2"),
            _ => Bad("RFC 9113 §5.4", TlsTransport.Reason(exception)),
        };

    private static ConnectException? FindConnectException(Exception? exception) =>
        exception as ConnectException ?? (exception is null ? null : FindConnectException(exception.InnerException));

    private static ConnectFailure.BadResponse Bad(string rule, string seen) =>
        new(new ProtocolError(CloseCode.AbnormalClosure, rule, seen.TrimEnd('.')));

    private static Seq<DeflateOffer> Offers(WebSocketClientOptions options) => Http11ClientHandshake.Offers(options.Protocol);
}
