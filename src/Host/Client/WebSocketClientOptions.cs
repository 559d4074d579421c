using System.Net;
using System.Net.Security;

namespace Pure.WebSockets.Host;

/// <summary>The options of a client and its connection.</summary>
public sealed record WebSocketClientOptions : ConnectionHostOptions
{
    /// <summary>The defaults.</summary>
    public static WebSocketClientOptions Default { get; } = new();

    /// <summary>Additional fields of the request, for example Origin. Fields of the handshake itself are not allowed.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList<Header>.Empty;

    /// <summary>
    /// The subprotocols to offer, the preferred one first. The server's choice is in <see cref="WebSocketConnection.Agreement"/>.
    /// </summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>The client's credentials, or null if there are none. A redirect does not carry them to another origin.</summary>
    public HttpAuthorization? Authorization { get; init; }

    /// <summary>
    /// The cookie store, or null if cookies are not used. Cookies of the http or https URI with the same host and path are sent. Cookies of
    /// the response are stored, even if it is an error response. Several clients may share it.
    /// </summary>
    public CookieContainer? Cookies { get; init; }

    /// <summary>
    /// Selects the proxy for each URI. No proxy is used if this function or its result is null. <see cref="ClientProxy.FromEnvironment"/>
    /// reads the environment variables.
    /// </summary>
    public Func<Uri, ClientProxy?>? Proxy { get; init; }

    /// <summary>
    /// The end point to connect to in place of the URI's host and port: a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/> or an
    /// <see cref="IPEndPoint"/>. The request, Host and TLS still use the URI. It does not apply to redirects to another origin. Null by
    /// default.
    /// </summary>
    public EndPoint? EndPoint { get; init; }

    /// <summary>
    /// The maximum number of redirects to follow. If it is zero, a redirect is treated as an error response. A redirect from wss to ws is
    /// never followed. Another origin (scheme, host and port) receives neither <see cref="Authorization"/> nor the client certificates of
    /// <see cref="Tls"/>, and it receives only those <see cref="Headers"/> that are listed in <see cref="CrossOriginHeaders"/>. 0 by
    /// default.
    /// </summary>
    public int MaxRedirects { get; init; }

    /// <summary>
    /// The names of the <see cref="Headers"/> that a redirect carries to another origin. Authorization, Cookie and Proxy-Authorization are
    /// not allowed, because they belong to the first origin. Empty by default.
    /// </summary>
    public IEnumerable<string> CrossOriginHeaders { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>
    /// The version of HTTP: 1.1, or 2.0 for extended CONNECT (RFC 8441), with prior knowledge for ws. If the server does not support it,
    /// connecting fails. 1.1 by default.
    /// </summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;

    /// <summary>
    /// The invoker that sends the request over HTTP/2. Connections with the same invoker share TCP connections. The caller disposes it, and
    /// its handler determines the proxy, TLS and the connect timeout. If it is null, each connection has its own TCP connection, made with
    /// these options.
    /// </summary>
    public HttpMessageInvoker? Invoker { get; init; }

    /// <summary>
    /// The time limit for the TCP connection to the server or its proxy, including the name look-up and all addresses. Zero or less means
    /// no limit. 30 s by default.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time limit for the proxy to make the tunnel, including the proxy's own connection to the server. Zero or less means no limit. 30
    /// s by default.
    /// </summary>
    public TimeSpan ProxyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time limit for the TLS handshake with the server. The opening handshake follows; its limit is
    /// <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>. Zero or less means no limit. 15 s by default.
    /// </summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The TLS options of a wss connection: trusted certificates, client certificates, the name that the server's certificate must have.
    /// They are copied when the client connects. If they are null, .NET's defaults apply: the certificate must be issued for the host, by
    /// an authority that this machine trusts. If the options list no application protocols, the protocol of <see cref="HttpVersion"/> is
    /// offered.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Whether the version is HTTP/2.</summary>
    internal bool IsHttp2 => HttpVersion == System.Net.HttpVersion.Version20;

    /// <summary>Throws if an option is invalid.</summary>
    internal static void Check(WebSocketClientOptions options)
    {
        ConnectionHostOptions.Check(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRedirects, nameof(options));
        if (options.Authorization is not null) Once("Authorization", options);
        if (options.Cookies is not null) Once("Cookie", options);
        foreach (var name in options.CrossOriginHeaders)
        {
            if (!Redirects.IsSecret(name)) continue;
            const string Rule = "no redirect carries it to another origin (RFC 9110 §15.4)";
            throw new ArgumentException($"CrossOriginHeaders has {name}, which holds credentials: {Rule}.", nameof(options));
        }

        if (!options.IsHttp2 && options.HttpVersion != System.Net.HttpVersion.Version11)
            throw new ArgumentException($"HttpVersion is {options.HttpVersion}; a client supports 1.1 and 2.0.", nameof(options));
        if (options.EndPoint is not (null or IPEndPoint or System.Net.Sockets.UnixDomainSocketEndPoint))
            throw new ArgumentException("EndPoint is neither an IP end point nor a Unix domain socket.", nameof(options));
        if (options.EndPoint is not null && (options.Proxy is not null || options.Invoker is not null))
            throw new ArgumentException("EndPoint cannot be combined with Proxy or Invoker.", nameof(options));
        if (!options.IsHttp2 && options.Invoker is not null)
            throw new ArgumentException("Invoker requires HttpVersion 2.0.", nameof(options));
        if (options.Invoker is not null && (options.Proxy is not null || options.Tls is not null))
            throw new ArgumentException("Invoker makes its own connections: set proxy and TLS at its handler.", nameof(options));
    }

    private static void Once(string field, WebSocketClientOptions options)
    {
        if (!HeaderList.Values(options.Headers.AsSeq(), field).IsEmpty)
            throw new ArgumentException($"Headers has a field {field}, which another option sets too.", nameof(options));
    }
}
