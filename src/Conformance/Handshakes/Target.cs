namespace Pure.WebSockets.Conformance;

/// <summary>A server to test, and what to ask it for.</summary>
/// <param name="Url">Where it is: ws://host:port/path?query, or wss://… for TLS.</param>
public sealed record Target(Uri Url)
{
    /// <summary>The value of Origin (RFC 6454 §7); without it the field is not sent.</summary>
    public Option<string> Origin { get; init; }

    /// <summary>The subprotocols to offer, the preferred one first.</summary>
    public Seq<string> Protocols { get; init; }

    /// <summary>The name that TLS asks for (SNI), where it is not that of the URL.</summary>
    public Option<string> TlsHost { get; init; }

    /// <summary>Which certificates of the server are taken; any where nothing is said.</summary>
    public CertificateTrust Trust { get; init; } = new CertificateTrust.Any();

    /// <summary>Fields of the request that the server wants beside those of the handshake, as Authorization or Cookie.</summary>
    public Seq<Header> Headers { get; init; }

    /// <summary>
    /// Whether it is asked over HTTP/2 (RFC 8441): by prior knowledge, or with wss by ALPN. What <see cref="Case.NeedsHttp1"/> cannot be
    /// run.
    /// </summary>
    public bool IsHttp2 { get; init; }

    internal bool IsSecured => Url.Scheme == "wss";

    // The port is always there, as the old suite sent it.
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
