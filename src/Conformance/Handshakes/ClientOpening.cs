namespace Pure.WebSockets.Conformance;

/// <summary>
/// The opening handshake of a tester that is the client, without a socket. The heads are the core's to write and to read; extensions are
/// the tester's own, for it offers what the case says, and takes an answer that was never asked for as long as it is well formed.
/// </summary>
/// <param name="offer">What to ask for.</param>
/// <param name="nonce">16 octets.</param>
/// <param name="running">The case: what it offers of permessage-deflate, without which any extension in the answer is wrong, and how its
/// request departs from the usual one.</param>
/// <param name="isSecured">Whether it goes over TLS.</param>
internal sealed class ClientOpening(UpgradeOffer offer, Octets nonce, Case running, bool isSecured = false)
{
    private const string Extensions = "Sec-WebSocket-Extensions";
    private const int LongestHead = 64 * 1024;

    // As the old suite sent them, for servers that are particular about it.
    private static readonly string[] Order =
    [
        "User-Agent",
        "Host",
        "Upgrade",
        "Connection",
        "Pragma",
        "Cache-Control",
        "Sec-WebSocket-Key",
        "Origin",
        "Sec-WebSocket-Protocol",
        Extensions,
        "Sec-WebSocket-Version",
    ];

    private readonly List<byte> response = [];
    private readonly UpgradeOffer offer = Asked(offer, running);

    /// <summary>The request's head.</summary>
    public Octets Request { get; } =
        running.Opening.Apply(
            HeadWriter.WriteRequest(
                ClientHandshake
                    .Request(Asked(offer, running), nonce, Seq<DeflateOffer>.Empty)
                    .Map(head => head with { Headers = InOrder(head.Headers.Append(Offered(running.Compression)).Map(Written)) })
                    .IfLeft(refusal => throw new ArgumentException(refusal.ToString(), nameof(offer)))
            ),
            isSecured
        );

    /// <summary>The request's head as the writes that it goes out in.</summary>
    public List<Octets> Writes => running.Opening.ToWrites(Request);

    /// <summary>What of it goes out later, unless the answer comes first, and how much later.</summary>
    public Option<(TimeSpan After, Octets Octets)> Later => running.Opening.Pause.Map(pause => (pause.Time, running.Opening.Rest(Request)));

    /// <summary>
    /// What more of the response says: none while its head is not whole, else how it went, and what came behind the head. No octets are
    /// the end of the transport.
    /// </summary>
    public Option<(Entry Entry, Octets Behind)> Read(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty) return (Failed("the transport ended before the opening handshake was done"), Octets.Empty);
        for (var at = 0; at < octets.Length; at++)
        {
            var octet = octets.Span[at];
            if (octet == '\n' && (response.Count == 0 || response[^1] != '\r'))
                return (Failed("a line of the head that does not end with CR LF (RFC 9112 §2.2)"), Octets.Empty);
            response.Add(octet);
            if (response.Count > LongestHead) return (Failed($"the head is longer than {LongestHead} octets"), Octets.Empty);
            if (response is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n']) continue;
            if (Ended().Case is Entry entry) return (entry, octets[(at + 1)..].ToArray());
            // Other interim responses say "wait": the final one follows (RFC 9110 §15.2).
            response.Clear();
        }

        return Option<(Entry, Octets)>.None;
    }

    /// <summary>That it went wrong.</summary>
    public Entry Failed(string why, bool timedOut = false) => new Entry.NotOpened(why, timedOut, Request.ToText(), Text());

    private Entry Failed(string why, int status) => new Entry.NotOpened(why, TimedOut: false, Request.ToText(), Text()) { Status = status };

    /// <summary>An offer with the subprotocols of a case.</summary>
    public static UpgradeOffer Asked(UpgradeOffer offer, Case running) =>
        offer with
        {
            Subprotocols = offer.Subprotocols.Append(running.Opening.Protocols).Strict(),
        };

    private static Seq<Header> InOrder(Seq<Header> headers) =>
        Seq.create<Header>([.. headers.OrderBy(header => Array.IndexOf(Order, header.Name) is >= 0 and var at ? at : Order.Length)]);

    private static Header Written(Header header) => header.Name switch
    {
        // Its case does not matter (RFC 6455 §4.2.1): a server that thinks it does is caught.
        "Upgrade" => header with { Value = "WebSocket" },
        "Sec-WebSocket-Protocol" => header with { Value = header.Value.Replace(", ", ",", StringComparison.Ordinal) },
        _ => header,
    };

    /// <summary>The field with the offers of a case.</summary>
    public static Seq<Header> Offered(Option<Compression> compression) =>
        compression.Map(offering => Seq.create(new Header(Extensions, string.Join(", ", offering.Offers)))).IfNone(Seq<Header>.Empty);

    private Option<Entry> Ended() => HeadParser.ParseResponse(response.ToArray()).Match(
        Right: head => head.Status is >= 100 and < 200 and not 101 ? Option<Entry>.None : Agreed(head).Match(
            Right: deflate => new Entry.Opened(Request.ToText(), Text(), deflate),
            Left: why => Failed(why, head.Status)),
        Left: error => Failed($"{error.Seen} ({error.Rule})"));

    /// <summary>What a response that opens the connection agrees to of permessage-deflate; else the rule that it breaks.</summary>
    /// <param name="head">The response.</param>
    /// <param name="running">The case, and so what was offered.</param>
    /// <param name="check">Checks all but the extensions.</param>
    public static Either<string, Option<AgreedDeflate>> Agreed(
        ResponseHead head,
        Case running,
        Func<ResponseHead, Either<HandshakeError, Agreement>> check
    ) =>
        HeaderList.Values(head.Headers, Extensions).Count > 1
            ? $"{Extensions} is there twice (RFC 6455 §11.3.2)"
            : check(
                    head with
                    {
                        Headers = head
                            .Headers.Filter(header => !string.Equals(header.Name, Extensions, StringComparison.OrdinalIgnoreCase))
                            .Strict(),
                    }
                )
                .Bind(_ => ExtensionOffer.Parse(head.Headers))
                .MapLeft(error => $"{error.Seen} ({error.Rule})")
                .Bind(extensions =>
                    running.Compression.IsNone && !extensions.IsEmpty
                        ? $"the server uses extension {extensions[0].Name}, which was not offered (RFC 6455 §4.1)"
                        : AgreedDeflate.OfResponse(extensions)
                )
                .Bind(deflate => running.IsAutobahn ? deflate : Fitting(deflate, running));

    private Either<string, Option<AgreedDeflate>> Agreed(ResponseHead head) =>
        head.Status != 101
            ? $"the server refused the upgrade with {head.Status} (RFC 6455 §4.1)"
            : Agreed(head, running, rest => ClientHandshake.Check(rest, offer, nonce, Seq<DeflateOffer>.Empty));

    /// <summary>What the server says of permessage-deflate, if it answers something that was offered: the old suite did not ask.</summary>
    private static Either<string, Option<AgreedDeflate>> Fitting(Option<AgreedDeflate> deflate, Case running) =>
        deflate.Case is AgreedDeflate agreed && !running.Compression.Exists(offering => offering.Offers.Exists(agreed.Fits))
            ? $"the server agrees to {agreed.ToElement()}, which answers no offer (RFC 7692 §5.1)"
            : deflate;

    private string Text() => System.Text.Encoding.Latin1.GetString([.. response]);
}
