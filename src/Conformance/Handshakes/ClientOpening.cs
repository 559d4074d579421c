namespace Pure.WebSockets.Conformance;

/// <summary>
/// The opening handshake for a tester in the client role. This class performs no I/O. The core library writes and parses the heads. The
/// tester itself negotiates extensions, because the case defines the offers. In cases of the Autobahn Testsuite, the tester accepts a
/// well-formed answer even if it does not match an offer.
/// </summary>
/// <param name="offer">The host, the request target and the header fields of the request.</param>
/// <param name="nonce">The 16 random bytes for Sec-WebSocket-Key.</param>
/// <param name="running">
/// The case, which defines the offers of permessage-deflate and the changes to the request. If the case has no offers, any extension in the
/// response is an error.
/// </param>
/// <param name="isSecured">Whether the request is sent over TLS.</param>
internal sealed class ClientOpening(UpgradeOffer offer, ByteString nonce, Case running, bool isSecured = false)
{
    private const string Extensions = "Sec-WebSocket-Extensions";

    // The order of the header fields in the request. The order is the same as in the Autobahn Testsuite, because some servers might
    // depend on this order.
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

    /// <summary>The head of the request.</summary>
    public ByteString Request { get; } =
        running.Opening.Apply(
            HeadWriter.WriteRequest(
                ClientHandshake
                    .Request(Asked(offer, running), nonce, Seq<DeflateOffer>.Empty)
                    .Map(head => head with { Headers = InOrder(head.Headers.Concat(Offered(running.Compression)).Select(Written)) })
                    .IfLeft(refusal => throw new ArgumentException(refusal.ToString(), nameof(offer)))
            ),
            isSecured
        );

    /// <summary>
    /// The head of the request, divided into one block of bytes per write. If the case has a pause, only the part before the pause is
    /// included.
    /// </summary>
    public List<ByteString> Writes => running.Opening.ToWrites(Request);

    /// <summary>
    /// The duration of the pause and the part of the head that is sent after the pause, or None if the case has no pause. If a complete
    /// response arrives during the pause, the rest of the head is not sent.
    /// </summary>
    public Option<(TimeSpan After, ByteString Octets)> Later =>
        running.Opening.Pause.Map(pause => (pause.Time, running.Opening.AfterPause(Request)));

    /// <summary>
    /// Processes the next bytes of the response. Returns the result of the handshake and the bytes after the head, or None if the head is
    /// not complete yet. An empty <paramref name="octets"/> means that the transport has ended.
    /// </summary>
    public Option<(TranscriptEntry Entry, ByteString Trailing)> Read(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty) return (Failed("the transport ended before the opening handshake was complete"), ByteString.Empty);
        for (var at = 0; at < octets.Length; at++)
        {
            var octet = octets.Span[at];
            if (octet == '\n' && (response.Count == 0 || response[^1] != '\r'))
                return (Failed("a line of the head that does not end with CR LF (RFC 9112 §2.2)"), ByteString.Empty);
            response.Add(octet);
            if (response.Count > HeadBound.Bytes) return (Failed(HeadBound.Exceeded), ByteString.Empty);
            if (response is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n']) continue;
            if (Ended().Case is TranscriptEntry entry) return (entry, octets[(at + 1)..].ToArray());
            // An interim response is followed by another response (RFC 9110 §15.2). Status 101 does not count as an interim response.
            response.Clear();
        }

        return Option<(TranscriptEntry, ByteString)>.None;
    }

    /// <summary>Returns the transcript entry for a failed handshake.</summary>
    public TranscriptEntry Failed(string why, bool timedOut = false) =>
        new TranscriptEntry.NotOpened(why, timedOut, Request.ToText(), Text());

    private TranscriptEntry Failed(string why, int status) =>
        new TranscriptEntry.NotOpened(why, TimedOut: false, Request.ToText(), Text()) { Status = status };

    /// <summary>
    /// Returns the offer with the additional subprotocols of the case. A request must not name a subprotocol twice (RFC 6455 §4.1).
    /// </summary>
    public static UpgradeOffer Asked(UpgradeOffer offer, Case running) =>
        offer with
        {
            Subprotocols = Seq.create<string>([.. offer.Subprotocols.Concat(running.Opening.Protocols).Distinct(StringComparer.Ordinal)]),
        };

    private static IEnumerable<Header> InOrder(IEnumerable<Header> headers) =>
        headers.OrderBy(header => Array.IndexOf(Order, header.Name) is >= 0 and var at ? at : Order.Length);

    private static Header Written(Header header) => header.Name switch
    {
        // The value is case-insensitive (RFC 6455 §4.2.1). The capital letters reveal servers that compare the value case-sensitively.
        "Upgrade" => header with { Value = "WebSocket" },
        "Sec-WebSocket-Protocol" => header with { Value = header.Value.Replace(", ", ",", StringComparison.Ordinal) },
        _ => header,
    };

    /// <summary>
    /// Returns the Sec-WebSocket-Extensions header field with the offers of a case. The sequence is empty if the case does not use
    /// permessage-deflate.
    /// </summary>
    public static Seq<Header> Offered(Option<Compression> compression) =>
        compression.Map(offering => Seq.create(new Header(Extensions, string.Join(", ", offering.Offers)))).IfNone(Seq<Header>.Empty);

    private Option<TranscriptEntry> Ended() => HeadParser.ParseResponse(response.ToArray()).Match(
        Right: head => head.Status is >= 100 and < 200 and not 101 ? Option<TranscriptEntry>.None : Agreed(head).Match(
            Right: deflate => new TranscriptEntry.Opened(Request.ToText(), Text(), deflate),
            Left: why => Failed(why, head.Status)),
        Left: error => RejectedStatus().Match(
            Some: status => Failed(Rejection(status), status),
            None: () => Failed($"{error.Seen} ({error.Rule})")));

    /// <summary>
    /// Returns the status of an HTTP/1.0 response that rejects the upgrade, or None for any other response. Only a response that accepts
    /// the upgrade must have version HTTP/1.1. The client handles every other response according to HTTP (RFC 6455 §4.1).
    /// </summary>
    private Option<int> RejectedStatus()
    {
        byte[] head = [.. response];
        if (!head.AsSpan().StartsWith("HTTP/1.0 "u8)) return Option<int>.None;
        head["HTTP/1.".Length] = (byte)'1';
        return HeadParser.ParseResponse(head).ToOption().Map(rejection => rejection.Status).Filter(status => status >= 200);
    }

    private static string Rejection(int status) => $"the server rejected the upgrade with {status} (RFC 6455 §4.1)";

    /// <summary>
    /// Returns the agreed parameters of permessage-deflate, or None if the response contains no extensions. Returns an error if the
    /// response breaks a rule.
    /// </summary>
    /// <param name="head">The response.</param>
    /// <param name="running">The case, which defines the offers.</param>
    /// <param name="check">The function that checks everything in the response except the extensions.</param>
    public static Either<string, Option<AgreedDeflate>> Agreed(
        ResponseHead head,
        Case running,
        Func<ResponseHead, Either<HandshakeError, Agreement>> check
    ) =>
        HeaderList.Values(head.Headers, Extensions).Count > 1
            ? $"{Extensions} occurs twice (RFC 6455 §11.3.2)"
            : check(
                    head with
                    {
                        Headers = head.Headers.Where(header =>
                            !string.Equals(header.Name, Extensions, StringComparison.OrdinalIgnoreCase)
                        ),
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
            ? Rejection(head.Status)
            : Agreed(head, running, rest => ClientHandshake.Check(rest, offer, nonce, Seq<DeflateOffer>.Empty));

    /// <summary>
    /// Returns the parameters of the server's answer, with the restrictions that the matching offers place on the client. Returns an
    /// error if the answer matches no offer. This method is not called for cases of the Autobahn Testsuite. The Autobahn Testsuite
    /// accepts any well-formed answer and applies only the restrictions in the answer.
    /// </summary>
    private static Either<string, Option<AgreedDeflate>> Fitting(Option<AgreedDeflate> deflate, Case running)
    {
        if (deflate.Case is not AgreedDeflate agreed) return deflate;
        var matched = running.Compression.Map(offering => offering.Offers.Filter(agreed.Fits).Strict()).IfNone(Seq<ExtensionOffer>.Empty);
        return matched.IsEmpty
            ? $"the server agrees to {agreed.ToElement()}, which does not answer an offer (RFC 7692 §5.1)"
            : Option<AgreedDeflate>.Some(agreed.RestrictedBy(matched));
    }

    private string Text() => System.Text.Encoding.Latin1.GetString([.. response]);
}
