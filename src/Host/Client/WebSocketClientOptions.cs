using System.Net;
using System.Net.Security;

namespace Pure.WebSockets.Host;

/// <summary>The options for a client and its connection.</summary>
public sealed record WebSocketClientOptions : ConnectionHostOptions
{
    /// <summary>The default options.</summary>
    public static WebSocketClientOptions Default { get; } = new();

    /// <summary>
    /// Additional header fields for the request, for example Origin. Header fields that belong to the opening handshake itself are not
    /// allowed.
    /// </summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value, nameof(Headers)); } = ItemList<Header>.Empty;

    /// <summary>
    /// The subprotocols to offer, in order of preference. The subprotocol that the server chose is in
    /// <see cref="WebSocketConnection.Agreement"/>.
    /// </summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value, nameof(Subprotocols)); } = ItemList<string>.Empty;

    /// <summary>
    /// The client's credentials, or null if the client sends no credentials. After a redirect to another origin, the credentials are not
    /// sent.
    /// </summary>
    public HttpAuthorization? Authorization { get; init; }

    /// <summary>
    /// The cookie container, or null if cookies are not used. The client sends the cookies of the http or https URI with the same host and
    /// path. It also stores the cookies that a response sets, even if the response is an error. Several clients can share one container.
    /// </summary>
    public CookieContainer? Cookies { get; init; }

    /// <summary>
    /// The function that selects the proxy for a URI. If this function or its result is null, no proxy is used. The function
    /// <see cref="ClientProxy.FromEnvironment"/> reads the environment variables.
    /// </summary>
    public Func<Uri, ClientProxy?>? Proxy { get; init; }

    /// <summary>
    /// The end point to connect to instead of the URI's host and port. The end point must be a
    /// <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/> or an <see cref="IPEndPoint"/>. The request (including its Host field) and
    /// the TLS handshake still use the URI. The end point is not used after a redirect to another origin. The default is null.
    /// </summary>
    public EndPoint? EndPoint { get; init; }

    /// <summary>
    /// The maximum number of redirects to follow. If this number is zero, a redirect is treated as an error response. A redirect from wss
    /// to ws is never followed. After a redirect to another origin (scheme, host and port), the client does not send
    /// <see cref="Authorization"/> or the client certificates of <see cref="Tls"/>. Another origin receives only the <see cref="Headers"/>
    /// that are listed in <see cref="CrossOriginHeaders"/>. The default is 0.
    /// </summary>
    public int MaxRedirects { get; init => field = OptionValue.NotNegative(value); }

    /// <summary>
    /// The names of the header fields in <see cref="Headers"/> that are also sent after a redirect to another origin. Authorization, Cookie
    /// and Proxy-Authorization are not allowed, because they contain credentials for the first origin. The default is an empty list.
    /// </summary>
    public IEnumerable<string> CrossOriginHeaders { get; init => field = ItemList.Of(value, nameof(CrossOriginHeaders)); } =
        ItemList<string>.Empty;

    /// <summary>
    /// The HTTP version of the opening handshake. The value must be HTTP/1.1, or HTTP/2 for extended CONNECT (RFC 8441). For a ws URI,
    /// HTTP/2 is used with prior knowledge (RFC 9113 §3.3). If the server does not support the version, connecting fails. The default is
    /// 1.1.
    /// </summary>
    public Version HttpVersion { get; init => field = OptionValue.NotNull(value); } = System.Net.HttpVersion.Version11;

    /// <summary>
    /// The invoker that sends the request over HTTP/2. WebSocket connections with the same invoker can share TCP connections. The caller
    /// must dispose the invoker. The invoker's handler determines the proxy, the TLS options and the connect timeout. If this property is
    /// null, each WebSocket connection has its own TCP connection, to which the options of this record apply.
    /// </summary>
    public HttpMessageInvoker? Invoker { get; init; }

    /// <summary>
    /// The time limit for connecting to the server or its proxy. The limit includes the name look-up and the attempts to connect to all
    /// addresses. A value of zero or less means no limit. The default is 30 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time limit for opening the tunnel through a proxy. The limit includes the TLS handshake with the proxy and the proxy's
    /// connection to the server. A value of zero or less means no limit. The default is 30 s.
    /// </summary>
    public TimeSpan ProxyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time limit for the TLS handshake with the server. The opening handshake that follows has its own limit,
    /// <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>. A value of zero or less means no limit. The default is 15 s.
    /// </summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The TLS options of a wss connection, for example the trusted certificates, the client certificates, and the name that the server's
    /// certificate must have. The options are copied when the client connects. If this property is null, .NET's defaults apply. With these
    /// defaults, the server's certificate must be issued for the host by an authority that this machine trusts. If the options do not list
    /// any application protocols, the client offers the application protocol for <see cref="HttpVersion"/>.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Whether the client uses HTTP/2.</summary>
    internal bool IsHttp2 => HttpVersion == System.Net.HttpVersion.Version20;

    /// <summary>Throws an exception if an option is invalid.</summary>
    internal static void Check(WebSocketClientOptions options)
    {
        ConnectionHostOptions.Check(options);
        if (options.Authorization is not null) Once("Authorization", options);
        if (options.Cookies is not null) Once("Cookie", options);
        foreach (var name in options.CrossOriginHeaders)
        {
            if (!Redirects.IsSecret(name)) continue;
            const string Rule = "A redirect must not send credentials to another origin (RFC 9110 §15.4).";
            throw new ArgumentException($"CrossOriginHeaders contains {name}, a field with credentials. {Rule}", nameof(options));
        }

        if (!options.IsHttp2 && options.HttpVersion != System.Net.HttpVersion.Version11)
            throw new ArgumentException($"HttpVersion is {options.HttpVersion}, but a client supports only 1.1 and 2.0.", nameof(options));
        if (options.EndPoint is not (null or IPEndPoint or System.Net.Sockets.UnixDomainSocketEndPoint))
            throw new ArgumentException("EndPoint is neither an IP end point nor a Unix domain socket.", nameof(options));
        if (options.EndPoint is not null && (options.Proxy is not null || options.Invoker is not null))
            throw new ArgumentException("EndPoint cannot be combined with Proxy or Invoker.", nameof(options));
        if (!options.IsHttp2 && options.Invoker is not null)
            throw new ArgumentException("Invoker requires HttpVersion 2.0.", nameof(options));
        if (options.Invoker is not null && (options.Proxy is not null || options.Tls is not null))
            throw new ArgumentException(
                "Invoker cannot be combined with Proxy or Tls. Set the proxy and TLS at the handler of the invoker.",
                nameof(options)
            );
    }

    private static void Once(string field, WebSocketClientOptions options)
    {
        if (!HeaderList.Values(options.Headers.AsSeq(), field).IsEmpty)
            throw new ArgumentException($"Headers contains the field {field}, which another option also sets.", nameof(options));
    }
}
