namespace Pure.WebSockets.Conformance;

/// <summary>A server to test, and the content of the request to it.</summary>
/// <param name="Url">The address: ws://host:port/path?query, or wss://… for TLS.</param>
public sealed record TestTarget(Uri Url)
{
    /// <summary>The value of Origin (RFC 6454 §7). If it is not set, the field is not sent.</summary>
    public Option<string> Origin { get; init; }

    /// <summary>The subprotocols to offer, the preferred one first.</summary>
    public IEnumerable<string> Protocols { get; init => field = Seq.create<string>([.. value]); } = Seq<string>.Empty;

    /// <summary>The server name for TLS (SNI), if it differs from that of the URL.</summary>
    public Option<string> TlsHost { get; init; }

    /// <summary>Which server certificates are accepted. The default is any.</summary>
    public CertificateTrust Trust { get; init; } = new CertificateTrust.Any();

    /// <summary>Additional request fields, such as Authorization or Cookie.</summary>
    public IEnumerable<Header> Headers { get; init => field = Seq.create<Header>([.. value]); } = Seq<Header>.Empty;

    /// <summary>
    /// Whether to use HTTP/2 (RFC 8441), by prior knowledge, or by ALPN with wss. Cases with <see cref="Case.NeedsHttp1"/> cannot run then.
    /// </summary>
    public bool IsHttp2 { get; init; }

    internal bool IsSecured => Url.Scheme == "wss";

    // The port is always written, as the Autobahn Testsuite does.
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
