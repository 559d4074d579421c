namespace Pure.WebSockets;

/// <summary>The client's half of the opening handshake (RFC 6455 §4.1), over header lists.</summary>
public static class ClientHandshake
{
    /// <summary>The request that asks for the upgrade; else what the offer may not say.</summary>
    /// <param name="offer">What to ask for.</param>
    /// <param name="nonce">16 bytes from the host's cryptographic generator, fresh for each connection.</param>
    /// <param name="compression">The offers of compression, the preferred one first.</param>
    public static Either<Refusal, RequestHead> Request(UpgradeOffer offer, Octets nonce, Seq<DeflateOffer> compression)
    {
        if (HttpAuthority.Parse(offer.Host) is null)
            return new Refusal("RFC 9112 §3.2", "the host is none, with or without a port");
        if (nonce.Length != AcceptKey.NonceBytes)
            return new Refusal("RFC 6455 §4.1", $"a nonce has 16 bytes, this one {nonce.Length}");
        return Request(
            "GET",
            offer,
            [new("Host", offer.Host), new("Upgrade", "websocket"), new("Connection", "Upgrade"), new("Sec-WebSocket-Key", Key(nonce))],
            compression
        );
    }

    /// <summary>
    /// The extended CONNECT that asks for a connection over HTTP/2 or HTTP/3 (RFC 8441 §5, RFC 9220), without its pseudo-header fields:
    /// ":protocol" is websocket, ":path" the target, ":authority" the offer's host; else what the offer may not say.
    /// </summary>
    /// <param name="offer">What to ask for.</param>
    /// <param name="compression">The offers of compression, the preferred one first.</param>
    public static Either<Refusal, RequestHead> Connect(UpgradeOffer offer, Seq<DeflateOffer> compression) =>
        Request("CONNECT", offer, [], compression);

    /// <summary>What the 101 response agrees to; else the rule it breaks.</summary>
    /// <param name="response">A response whose status is 101.</param>
    /// <param name="offer">What was asked for.</param>
    /// <param name="nonce">The nonce of the request.</param>
    /// <param name="compression">The offers of compression.</param>
    public static Either<HandshakeError, Agreement> Check(
        ResponseHead response,
        UpgradeOffer offer,
        Octets nonce,
        Seq<DeflateOffer> compression
    )
    {
        var headers = response.Headers;
        if (
            HeaderList.Members(headers, "Upgrade") is not { Count: 1 } upgrade
            || !string.Equals(upgrade[0], "websocket", StringComparison.OrdinalIgnoreCase)
        )
            return Bad("Upgrade is not websocket, once");
        if (!HeaderList.HasMember(headers, "Connection", "Upgrade"))
            return Bad("Connection does not name Upgrade");
        if (!HeaderList.Single(headers, "Sec-WebSocket-Accept").Exists(answer => answer == AcceptKey.For(Key(nonce))))
            return Bad("Sec-WebSocket-Accept is not the answer to the key, once");
        return CheckConnect(response, offer, compression);
    }

    /// <summary>What the response to an extended CONNECT agrees to (RFC 8441 §5); else the rule it breaks.</summary>
    /// <param name="response">A response whose status is 200 to 299.</param>
    /// <param name="offer">What was asked for.</param>
    /// <param name="compression">The offers of compression.</param>
    public static Either<HandshakeError, Agreement> CheckConnect(ResponseHead response, UpgradeOffer offer, Seq<DeflateOffer> compression)
    {
        var headers = response.Headers;
        var chosen = HeaderList.Values(headers, "Sec-WebSocket-Protocol");
        if (chosen.Count > 1 || chosen.Exists(name => !offer.Subprotocols.Contains(name)))
            return Bad("Sec-WebSocket-Protocol is not one of those offered, at most once");
        return ExtensionOffer
            .Parse(headers)
            .Bind(answer => DeflateNegotiation.Check(answer, compression))
            .Map(extensions => new Agreement(chosen.HeadOrNone(), extensions));
    }

    internal static string Key(Octets nonce) => Convert.ToBase64String(nonce.Span);

    private static Either<Refusal, RequestHead> Request(string method, UpgradeOffer offer, Header[] own, Seq<DeflateOffer> compression)
    {
        if (!HttpGrammar.IsTarget(offer.Target) || offer.Target[0] != '/')
            return new Refusal("RFC 6455 §3", "the target is no path, or holds a character that may not stand there");
        var subprotocols = offer.Subprotocols.AsSeq();
        if (
            subprotocols.Exists(name => !HttpGrammar.IsToken(name))
            || subprotocols.Distinct().Count != subprotocols.Count
        )
            return new Refusal("RFC 6455 §4.1", "the subprotocols are not different tokens");

        var headers = new List<Header>(own) { new("Sec-WebSocket-Version", "13") };
        if (!subprotocols.IsEmpty)
            headers.Add(new Header("Sec-WebSocket-Protocol", string.Join(", ", subprotocols)));
        if (!compression.IsEmpty)
            headers.Add(ExtensionOffer.ToHeader(DeflateNegotiation.Offer(compression)));
        return HeadWriter
            .Check(Seq.create<Header>(headers.ToArray()), offer.Headers.AsSeq(), opens: true)
            .Map(all => new RequestHead(method, offer.Target, all));
    }

    private static HandshakeError Bad(string seen) => new(400, "RFC 6455 §4.1", seen);
}
