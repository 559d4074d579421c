namespace Pure.WebSockets;

/// <summary>
/// The client's part of the opening handshake (RFC 6455 §4.1). The functions work with lists of header fields, so the functions do not
/// depend on the wire format of a head.
/// </summary>
public static class ClientHandshake
{
    /// <summary>Creates the upgrade request. Returns a <see cref="Misuse"/> if the offer or the nonce is invalid.</summary>
    /// <param name="offer">The content of the request.</param>
    /// <param name="nonce">16 random bytes from the host's cryptographic generator. Each connection needs new bytes.</param>
    /// <param name="compression">The compression offers, in order of preference.</param>
    public static Either<Misuse, RequestHead> Request(UpgradeOffer offer, ByteString nonce, IEnumerable<DeflateOffer> compression)
    {
        if (HttpAuthority.Parse(offer.Host) is null)
            return new Misuse("RFC 9112 §3.2", "the host is not a valid host with or without a port");
        if (nonce.Length != AcceptKey.NonceBytes)
            return new Misuse("RFC 6455 §4.1", $"the nonce has {nonce.Length} bytes instead of 16");
        return Request(
            "GET",
            offer,
            [new("Host", offer.Host), new("Upgrade", "websocket"), new("Connection", "Upgrade"), new("Sec-WebSocket-Key", Key(nonce))],
            compression
        );
    }

    /// <summary>
    /// Creates the extended CONNECT request for a connection over HTTP/2 or HTTP/3 (RFC 8441 §5, RFC 9220). Returns a <see cref="Misuse"/>
    /// if the offer is invalid. The offer's host is not checked. The returned head has no pseudo-header fields. The caller must add the
    /// pseudo-header fields, including ":protocol" with the value websocket, ":path" with the target, and ":authority" with the offer's
    /// host.
    /// </summary>
    /// <param name="offer">The content of the request.</param>
    /// <param name="compression">The compression offers, in order of preference.</param>
    public static Either<Misuse, RequestHead> Connect(UpgradeOffer offer, IEnumerable<DeflateOffer> compression) =>
        Request("CONNECT", offer, [], compression);

    /// <summary>Checks a response with status 101. Returns the agreement, or an error with the rule that the response breaks.</summary>
    /// <param name="response">A response with status 101.</param>
    /// <param name="offer">The content of the request.</param>
    /// <param name="nonce">The nonce of the request.</param>
    /// <param name="compression">The compression offers of the request.</param>
    public static Either<HandshakeError, Agreement> Check(
        ResponseHead response,
        UpgradeOffer offer,
        ByteString nonce,
        IEnumerable<DeflateOffer> compression
    )
    {
        var headers = response.Headers;
        if (
            HeaderList.Members(headers, "Upgrade") is not { Count: 1 } upgrade
            || !string.Equals(upgrade[0], "websocket", StringComparison.OrdinalIgnoreCase)
        )
            return Bad("the response must have exactly one Upgrade, with the value websocket");
        if (!HeaderList.HasMember(headers, "Connection", "Upgrade"))
            return Bad("Connection does not contain Upgrade");
        if (!HeaderList.Single(headers, "Sec-WebSocket-Accept").Exists(answer => answer == AcceptKey.Compute(Key(nonce))))
            return Bad("Sec-WebSocket-Accept is missing, repeated, or does not match the key");
        return CheckConnect(response, offer, compression);
    }

    /// <summary>
    /// Checks a response to an extended CONNECT request (RFC 8441 §5). Returns the agreement, or an error with the rule that the response
    /// breaks.
    /// </summary>
    /// <param name="response">A response with a status from 200 to 299.</param>
    /// <param name="offer">The content of the request.</param>
    /// <param name="compression">The compression offers of the request.</param>
    public static Either<HandshakeError, Agreement> CheckConnect(
        ResponseHead response, UpgradeOffer offer, IEnumerable<DeflateOffer> compression)
    {
        var headers = response.Headers;
        var chosen = HeaderList.Values(headers, "Sec-WebSocket-Protocol");
        if (chosen.Count > 1 || chosen.Exists(name => !offer.Subprotocols.Contains(name)))
            return Bad("Sec-WebSocket-Protocol is repeated, or is not a subprotocol that was offered");
        return ExtensionOffer
            .Parse(headers)
            .Bind(answer => DeflateNegotiation.Check(answer, compression))
            .Map(extensions => new Agreement(chosen.HeadOrNone(), extensions));
    }

    internal static string Key(ByteString nonce) => Convert.ToBase64String(nonce.Span);

    private static Either<Misuse, RequestHead> Request(
        string method, UpgradeOffer offer, Header[] own, IEnumerable<DeflateOffer> compression)
    {
        if (!HttpGrammar.IsTarget(offer.Target) || offer.Target[0] != '/')
            return new Misuse("RFC 6455 §3", "the target is not a path, or has a character that is not allowed");
        var subprotocols = offer.Subprotocols.AsSeq();
        if (
            subprotocols.Exists(name => !HttpGrammar.IsToken(name))
            || subprotocols.Distinct().Count != subprotocols.Count
        )
            return new Misuse("RFC 6455 §4.1", "a subprotocol is not a token, or is repeated");

        var headers = new List<Header>(own) { new("Sec-WebSocket-Version", "13") };
        if (!subprotocols.IsEmpty)
            headers.Add(new Header("Sec-WebSocket-Protocol", string.Join(", ", subprotocols)));
        var elements = DeflateNegotiation.Offer(compression);
        if (!elements.IsEmpty)
            headers.Add(ExtensionOffer.ToHeader(elements));
        return HeadWriter
            .Check(Seq.create<Header>(headers.ToArray()), offer.Headers.AsSeq(), opens: true)
            .Map(all => new RequestHead(method, offer.Target, all));
    }

    private static HandshakeError Bad(string seen) => new(400, "RFC 6455 §4.1", seen);
}
