namespace Pure.WebSockets.Conformance;

/// <summary>A server to test, and the settings of the request that opens the connection.</summary>
/// <param name="Url">The address in the form ws://host:port/path?query, or wss://… for TLS.</param>
public sealed record TestTarget(Uri Url)
{
    /// <summary>The value of the Origin header field (RFC 6454 §7), or None if this header field is not sent.</summary>
    public Option<string> Origin { get; init; }

    /// <summary>The subprotocols to offer, in order of preference.</summary>
    public IEnumerable<string> Protocols { get; init => field = Seq.create<string>([.. value]); } = Seq<string>.Empty;

    /// <summary>The server name for TLS (SNI), or None to use the host name in the URL.</summary>
    public Option<string> TlsHost { get; init; }

    /// <summary>The rule that decides which server certificates are accepted. By default, any certificate is accepted.</summary>
    public CertificateTrust Trust { get; init; } = new CertificateTrust.Any();

    /// <summary>Additional header fields of the request, such as Authorization or Cookie.</summary>
    public IEnumerable<Header> Headers { get; init => field = Seq.create<Header>([.. value]); } = Seq<Header>.Empty;

    /// <summary>
    /// Whether the tester opens the connection over HTTP/2 (RFC 8441). For wss addresses, HTTP/2 is negotiated through ALPN. For ws
    /// addresses, the server must accept HTTP/2 with prior knowledge. Cases with <see cref="Case.NeedsHttp1"/> cannot run over HTTP/2.
    /// </summary>
    public bool IsHttp2 { get; init; }

    internal bool IsSecured => Url.Scheme == "wss";

    // The Host header field always contains the port, as in the Autobahn Testsuite.
    internal UpgradeOffer ToOffer() => new($"{Url.Host}:{Url.Port}", Url.PathAndQuery)
    {
        Subprotocols = Protocols,
        Headers = Seq.create<Header>([
            new Header("User-Agent", Product.Token),
            new Header("Pragma", "no-cache"),
            new Header("Cache-Control", "no-cache"),
            .. Origin.Map(origin => new Header("Origin", origin)).ToSeq(),
            .. Headers,
        ]),
    };
}
