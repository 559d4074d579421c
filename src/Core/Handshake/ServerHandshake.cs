namespace Pure.WebSockets;

/// <summary>
/// The server's part of the opening handshake (RFC 6455 §4.2). The functions work with lists of header fields, so the functions do not
/// depend on the wire format of a head.
/// </summary>
public static class ServerHandshake
{
    private static HandshakeError OtherVersion { get; } =
        new(
            426,
            [new Header("Sec-WebSocket-Version", "13")],
            "RFC 6455 §4.2.2",
            "the request must have exactly one Sec-WebSocket-Version, with the value 13"
        );

    /// <summary>
    /// Checks an HTTP/1.1 request. Returns the upgrade request, or an error with the broken rule and the HTTP status for the response.
    /// </summary>
    public static Either<HandshakeError, UpgradeRequest> Check(RequestHead request)
    {
        var headers = request.Headers;
        if (request.Method != "GET")
            return new HandshakeError(
                405,
                [new Header("Allow", "GET")],
                "RFC 6455 §4.2.1",
                $"the method is {request.Method}, but the handshake requires GET"
            );
        if (HeaderList.Values(headers, "Host") is not { Count: 1 } host)
            return Bad("RFC 9112 §3.2", "the request must have exactly one Host");
        if (HttpAuthority.Parse(host[0]) is null)
            return Bad("RFC 9112 §3.2", $"Host is not a valid host with or without a port: {HeadParser.Shown(host[0])}");
        if (HeaderList.Has(headers, "Transfer-Encoding") || HeaderList.Values(headers, "Content-Length").Exists(length => length != "0"))
            return Bad("RFC 6455 §4.2.1", "the request has a body, but an upgrade request must not have a body");
        if (!HeaderList.HasMember(headers, "Upgrade", "websocket"))
            return new HandshakeError(
                426,
                [new Header("Upgrade", "websocket")],
                "RFC 6455 §4.2.1",
                "Upgrade does not contain websocket"
            );
        if (!HeaderList.HasMember(headers, "Connection", "Upgrade"))
            return Bad("RFC 6455 §4.2.1", "Connection does not contain Upgrade");
        if (!IsOurVersion(headers))
            return OtherVersion;
        var key = HeaderList.Values(headers, "Sec-WebSocket-Key");
        if (key.Count != 1 || !AcceptKey.IsKey(key[0]))
            return Bad("RFC 6455 §4.2.1", "the request must have exactly one Sec-WebSocket-Key, with 16 bytes in base64");
        return RequestTarget
            .Read(request.Target)
            .Bind(target => Offers(target.Resource, key[0], target.Authority is null ? headers : WithHost(headers, target.Authority)));
    }

    /// <summary>
    /// Checks an extended CONNECT request over HTTP/2 or HTTP/3 (RFC 8441 §5, RFC 9220). Returns the upgrade request, or an error with the
    /// broken rule and the HTTP status for the response. The header fields Sec-WebSocket-Key, Upgrade and Connection are not checked,
    /// because HTTP/2 and HTTP/3 do not use them for the handshake.
    /// </summary>
    /// <param name="protocol">The value of the ":protocol" pseudo-header field.</param>
    /// <param name="request">
    /// The head of the request. The method is CONNECT, and the target is the value of ":path". The header fields do not include
    /// pseudo-header fields.
    /// </param>
    public static Either<HandshakeError, UpgradeRequest> CheckConnect(string protocol, RequestHead request)
    {
        if (request.Method != "CONNECT")
            return Bad("RFC 8441 §5", $"the method is {request.Method}, but the handshake requires CONNECT");
        if (protocol != "websocket")
            return new HandshakeError(501, "RFC 9220 §3", $":protocol is {protocol}, not websocket");
        if (!request.Target.StartsWith('/'))
            return Bad("RFC 9113 §8.3.1", $":path does not begin with a slash: {HeadParser.Shown(request.Target)}");
        if (HeaderList.Values(request.Headers, "Host") is { Count: > 0 } host && (host.Count > 1 || HttpAuthority.Parse(host[0]) is null))
            return Bad("RFC 9113 §8.3.1", ":authority is not exactly one valid host with or without a port");
        return !IsOurVersion(request.Headers) ? OtherVersion : Offers(request.Target, Option<string>.None, request.Headers);
    }

    /// <summary>
    /// Returns the agreement and the response that opens the connection. Returns a <see cref="Misuse"/> if the acceptance is invalid. The
    /// response has status 101, or status 200 if the request has no key. A request without a key is an extended CONNECT request (RFC 8441
    /// §5).
    /// </summary>
    /// <param name="request">The client's request.</param>
    /// <param name="acceptance">The application's answer.</param>
    /// <param name="compression">The server's compression options, or None to decline all compression offers.</param>
    public static Either<Misuse, (ResponseHead Response, Agreement Agreement)> Accept(
        UpgradeRequest request,
        Acceptance acceptance,
        Option<CompressionOptions> compression
    )
    {
        if (acceptance.Subprotocol.Exists(chosen => !request.Subprotocols.Contains(chosen)))
            return new Misuse("RFC 6455 §4.2.2", $"subprotocol {acceptance.Subprotocol.IfNone("")} was not offered");

        var extensions = compression
            .Bind(policy => DeflateNegotiation.Accept(request.Extensions, policy))
            .Map(agreed => agreed.Answer)
            .ToSeq()
            .TrimToSize();
        var agreement = Agreement.Of(acceptance.Subprotocol, extensions);
        var headers = new List<Header>();
        request.Key.IfSome(key =>
            headers.AddRange([
                new("Upgrade", "websocket"),
                new("Connection", "Upgrade"),
                new("Sec-WebSocket-Accept", AcceptKey.Compute(key)),
            ])
        );
        acceptance.Subprotocol.IfSome(chosen => headers.Add(new Header("Sec-WebSocket-Protocol", chosen)));
        if (!extensions.IsEmpty)
            headers.Add(ExtensionOffer.ToHeader(extensions));
        return HeadWriter
            .Check(Seq.create<Header>(headers.ToArray()), acceptance.Headers.AsSeq(), opens: true)
            .Map(all =>
                (request.Key.IsSome ? new ResponseHead(101, "Switching Protocols", all) : new ResponseHead(200, "OK", all), agreement)
            );
    }

    // LanguageExt's comparison operators for Option are not used, because the operators load every assembly that the program references.
    private static bool IsOurVersion(IEnumerable<Header> headers) =>
        HeaderList.Single(headers, "Sec-WebSocket-Version").Exists(version => version == "13");

    /// <summary>
    /// Creates the head of the response that rejects the upgrade. Returns a <see cref="Misuse"/> if the rejection is invalid.
    /// </summary>
    public static Either<Misuse, ResponseHead> Reject(Rejection rejection)
    {
        if (rejection.Status is < 300 or > 599)
            return new Misuse("RFC 6455 §4.2.2", $"status {rejection.Status} does not reject an upgrade. Use a status from 300 to 599");
        var bodiless = rejection.Status == 304;
        if (bodiless && rejection.Body.Length > 0) return new Misuse("RFC 9110 §6.4.1", "a response with status 304 has no body");
        Header[] length = bodiless ? [] : [new Header("Content-Length", $"{rejection.Body.Length}")];
        var type =
            rejection.Body.Length == 0 || HeaderList.Has(rejection.Headers, "Content-Type")
                ? []
                : new[] { new Header("Content-Type", "text/plain; charset=utf-8") };
        return HeadWriter
            .Check(Seq.create<Header>([new Header("Connection", "close"), .. length, .. type]), rejection.Headers.AsSeq(), opens: false)
            .Map(all => new ResponseHead(rejection.Status, HttpStatus.Reason(rejection.Status), all));
    }

    /// <summary>Reads the offered subprotocols and extensions. All versions of HTTP use the same header fields for these offers.</summary>
    private static Either<HandshakeError, UpgradeRequest> Offers(string target, Option<string> key, IEnumerable<Header> headers)
    {
        var subprotocols = HeaderList.Members(headers, "Sec-WebSocket-Protocol");
        if (subprotocols.Exists(name => !HttpGrammar.IsToken(name)) || subprotocols.Distinct().Count != subprotocols.Count)
            return Bad("RFC 6455 §4.1", "Sec-WebSocket-Protocol has an element that is not a token or is repeated");
        if (HeaderList.Values(headers, "Origin").Count > 1)
            return Bad("RFC 6454 §7.3", "the request must not have more than one Origin");
        return ExtensionOffer
            .Parse(headers)
            .Map(extensions => new UpgradeRequest(target, key, subprotocols.TrimToSize(), extensions.TrimToSize(), headers));
    }

    /// <summary>
    /// Replaces the value of Host with the authority of the request target. "When an origin server receives a request with an absolute-form
    /// of request-target, the origin server MUST ignore the received Host header field (if any)" (RFC 9112 §3.2.2).
    /// </summary>
    private static IEnumerable<Header> WithHost(IEnumerable<Header> headers, string authority) =>
        headers.Select(header =>
            string.Equals(header.Name, "Host", StringComparison.OrdinalIgnoreCase) ? new Header(header.Name, authority) : header
        );

    private static HandshakeError Bad(string rule, string seen) => new(400, rule, seen);
}
