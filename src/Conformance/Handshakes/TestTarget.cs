namespace Pure.WebSockets.Conformance;

/// <summary>A server to test, and the settings of the request that opens the connection.</summary>
/// <param name="Url">The address in the form ws://host:port/path?query, or wss://… for TLS.</param>
public sealed record TestTarget(Uri Url)
{
    /// <summary>The value of the Origin header field (RFC 6454 §7), or None if this header field is not sent.</summary>
    public Option<string> Origin { get; init; }

    /// <summary>The subprotocols to offer, in order of preference. A subprotocol that occurs twice is offered once.</summary>
    public IEnumerable<string> Protocols
    {
        get;
        init => field = Seq.create<string>([.. value.Distinct(StringComparer.Ordinal)]);
    } = Seq<string>.Empty;

    /// <summary>The server name for TLS (SNI), or None to use the host name in the URL.</summary>
    public Option<string> TlsHost { get; init; }

    /// <summary>The rule that decides which server certificates are accepted. By default, any certificate is accepted.</summary>
    public CertificateTrust Trust { get; init; } = new CertificateTrust.Any();

    /// <summary>
    /// Additional request fields, such as Authorization or Cookie. User-Agent, Pragma and Cache-Control replace those of the tester.
    /// </summary>
    /// <exception cref="ArgumentException">The opening handshake sets one of the fields itself, such as Host.</exception>
    public IEnumerable<Header> Headers { get; init => field = Seq.create<Header>([.. value.Select(Allowed)]); } = Seq<Header>.Empty;

    /// <summary>
    /// Whether the tester opens the connection over HTTP/2 (RFC 8441). For wss addresses, HTTP/2 is negotiated through ALPN. For ws
    /// addresses, the server must accept HTTP/2 with prior knowledge. Cases with <see cref="Case.NeedsHttp1"/> cannot run over HTTP/2.
    /// </summary>
    public bool IsHttp2 { get; init; }

    private static readonly Header[] Usual =
        [new("User-Agent", Product.Token), new("Pragma", "no-cache"), new("Cache-Control", "no-cache")];

    internal bool IsSecured => Url.Scheme == "wss";

    // The Host field always contains the port, as in the Autobahn Testsuite.
    // A host name in other letters than ASCII has its form for the wire. The host of an IPv6 address has its brackets.
    internal UpgradeOffer ToOffer() =>
        new($"{(Url.HostNameType == UriHostNameType.IPv6 ? Url.Host : Url.IdnHost)}:{Url.Port}", Url.PathAndQuery)
        {
            Subprotocols = Protocols,
            Headers = Seq.create<Header>([
                .. Usual.Where(usual =>
                    !Headers.Any(given => string.Equals(given.Name, usual.Name, StringComparison.OrdinalIgnoreCase))
                ),
                .. Origin.Map(origin => new Header("Origin", origin)).ToSeq(),
                .. Headers,
            ]),
        };

    private static Header Allowed(Header header) =>
        RequestFields
            .Refusal(header.Name, RequestFields.Replacements.Target)
            .Match(Some: refusal => throw new ArgumentException(refusal, nameof(header)), None: () => header);
}
