using System.Net;
using System.Net.Security;
using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>How a client connects, and how its connection behaves.</summary>
public sealed record WebSocketClientOptions : HostOptions
{

    /// <summary>The defaults.</summary>
    public static WebSocketClientOptions Default { get; } = new();

    /// <summary>Fields to add to the request, as Origin. Those of the handshake itself are not among them.</summary>
    public IEnumerable<Header> Headers { get; init => field = ItemList.Of(value); } = ItemList<Header>.Empty;

    /// <summary>
    /// The subprotocols to offer, the preferred one first. What the server chose is in <see cref="WebSocketConnection.Agreement"/>.
    /// </summary>
    public IEnumerable<string> Subprotocols { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>Who the client says it is; null for nobody. A redirect does not carry it to another origin.</summary>
    public HttpAuthorization? Authorization { get; init; }

    /// <summary>
    /// Where cookies are kept; null for none. Those of the http or https URI of the same place are sent, and what the response sets is
    /// kept, be it a refusal. Several clients may share it.
    /// </summary>
    public CookieContainer? Cookies { get; init; }

    /// <summary>
    /// Asked for the proxy of each URI that is connected to; null, or an answer of null, for none.
    /// <see cref="ClientProxy.FromEnvironment"/> answers what the environment says.
    /// </summary>
    public Func<Uri, ClientProxy?>? Proxy { get; init; }

    /// <summary>
    /// Where to connect in place of the URI's host and port: a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>, or an
    /// <see cref="IPEndPoint"/>. The URI still says what is asked for, what Host names and whom TLS expects. A redirect to
    /// another origin is connected to as its URI says. Null by default.
    /// </summary>
    public EndPoint? EndPoint { get; init; }

    /// <summary>
    /// How many redirects are followed, one after another; zero for none: then a redirect is a refusal like any other. From wss none
    /// leads to ws. To another origin (scheme, host and port) go neither <see cref="Authorization"/>
    /// nor the client certificates of <see cref="Tls"/>, and of <see cref="Headers"/> only those that <see cref="CrossOriginHeaders"/>
    /// names. 0.
    /// </summary>
    public int MaxRedirects { get; init; }

    /// <summary>
    /// The names of those among <see cref="Headers"/> that a redirect carries to another origin, too. Authorization, Cookie and
    /// Proxy-Authorization may not be among them: they are the first origin's alone. Empty, the default: none.
    /// </summary>
    public IEnumerable<string> CrossOriginHeaders { get; init => field = ItemList.Of(value); } = ItemList<string>.Empty;

    /// <summary>
    /// The version of HTTP: 1.1, or 2.0 for extended CONNECT (RFC 8441), with prior knowledge where the URI is ws. A server that does not
    /// speak it makes connecting fail. 1.1.
    /// </summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;

    /// <summary>
    /// With HTTP/2, what sends the request: connections made with the same one share TCP connections. It is not disposed here, and proxy,
    /// TLS and the time to connect are its own affair. Null: each connection has a TCP connection of its own, made as these options say.
    /// </summary>
    public HttpMessageInvoker? Invoker { get; init; }

    /// <summary>
    /// The time for a TCP connection to the server or to its proxy, the name looked up and each address tried. Zero or less: as long as
    /// it takes. 30 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time for the proxy to make the tunnel, for which it connects itself. Zero or less: as long as it takes. 30 s.</summary>
    public TimeSpan ProxyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time for TLS with the server. Behind it comes the opening handshake, whose time is
    /// <see cref="ConnectionOptions.OpeningHandshakeTimeout"/>. Zero or less: as long as it takes. 15 s.
    /// </summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How a wss connection is secured: what certificates are trusted, which the client shows, what name the server's must have. A copy
    /// is taken when the client connects. Null for what the framework does: the certificate must be the host's, from an authority that
    /// this machine trusts. Where it names no application protocols, that of <see cref="HttpVersion"/> is offered.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Whether it is HTTP/2.</summary>
    internal bool IsHttp2 => HttpVersion == System.Net.HttpVersion.Version20;

    /// <summary>Refuses, by name, what makes no sense.</summary>
    internal static void Check(WebSocketClientOptions options)
    {
        HostOptions.Check(options);
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
            throw new ArgumentException($"HttpVersion is {options.HttpVersion}; a client speaks 1.1 and 2.0.", nameof(options));
        if (options.EndPoint is not (null or IPEndPoint or System.Net.Sockets.UnixDomainSocketEndPoint))
            throw new ArgumentException("EndPoint is neither an IP end point nor a Unix domain socket's.", nameof(options));
        if (options.EndPoint is not null && (options.Proxy is not null || options.Invoker is not null))
            throw new ArgumentException("EndPoint says where to connect, and so does Proxy or Invoker: one of them can.", nameof(options));
        if (!options.IsHttp2 && options.Invoker is not null)
            throw new ArgumentException("An Invoker is for HttpVersion 2.0.", nameof(options));
        if (options.Invoker is not null && (options.Proxy is not null || options.Tls is not null))
            throw new ArgumentException("An Invoker makes its own connections: Proxy and Tls are its handler's to set.", nameof(options));
    }

    private static void Once(string field, WebSocketClientOptions options)
    {
        if (!HeaderList.Values(options.Headers.AsSeq(), field).IsEmpty)
            throw new ArgumentException($"Headers has a field {field}, and there is an option that says it, too.", nameof(options));
    }
}
