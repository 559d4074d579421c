namespace Pure.WebSockets.Conformance;

/// <summary>
/// The opening handshake for a tester in the server role. This class performs no I/O. The core library checks the request and writes the
/// response. This class negotiates permessage-deflate according to the policies of the case.
/// </summary>
internal static class ServerOpening
{
    private static readonly Header Server = new("Server", Product.Token);

    // The sample key from RFC 6455 §1.3. Some clients contain a copy of this key and send the copy in every request.
    private const string SampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

    /// <summary>
    /// Returns the response to a request, and the transcript entry for the handshake. The changes that the case defines are applied only to
    /// a response that accepts the request.
    /// </summary>
    public static (ByteString Response, TranscriptEntry Entry) Answer(ByteString request, Case running) =>
        Answer(request, running.Compression) switch
        {
            { Entry: TranscriptEntry.Opened } when !running.IsAutobahn && IsKnownKey(request) => Rejected(
                request,
                new HandshakeError(
                    400,
                    Seq<Header>.Empty,
                    "RFC 6455 §4.1",
                    "the nonce is not random, because all its bytes are equal or it is the example of the RFC"
                )
            ),
            { Entry: TranscriptEntry.Opened opened } answer when running.Opening.Apply(answer.Response) is var response => (
                response,
                opened with
                {
                    Response = response.ToText(),
                }
            ),
            var refused => refused,
        };

    /// <summary>Returns the response to a request, and the transcript entry for the handshake.</summary>
    public static (ByteString Response, TranscriptEntry Entry) Answer(ByteString request, Option<Compression> compression) =>
        HeadParser.ParseRequest(request).Bind(ServerHandshake.Check)
            .Bind(asked => Agreed(asked, compression).Map(deflate => (Response: Accept(asked, deflate), Deflate: deflate)))
            .Match(
                Right: agreed => (agreed.Response, new TranscriptEntry.Opened(request.ToText(), agreed.Response.ToText(), agreed.Deflate)),
                Left: error => Rejected(request, error));

    /// <summary>Creates the response that accepts a valid request without any extensions.</summary>
    public static ByteString Accept(UpgradeRequest asked) => Accept(asked, Option<AgreedDeflate>.None);

    /// <summary>
    /// Creates the response to an invalid request. The body of the response describes the error and names the broken rule.
    /// </summary>
    public static ByteString Refuse(HandshakeError error) =>
        ServerHandshake
            .Reject(new Rejection(error.Status, error.Headers.Append(Server), Text(error)))
            .Match(
                Right: head => (ByteString)(byte[])[.. HeadWriter.WriteResponse(head).ToArray(), .. Text(error).ToArray()],
                Left: refusal => throw new InvalidOperationException(refusal.ToString())
            );

    private static bool IsKnownKey(ByteString request) =>
        HeadParser.ParseRequest(request).ToOption().Bind(head => HeaderList.Single(head.Headers, "Sec-WebSocket-Key"))
            .Exists(key => key == SampleKey || Convert.FromBase64String(key).Distinct().Count() == 1);

    /// <summary>Returns the response that rejects a request, and the transcript entry for the rejection.</summary>
    private static (ByteString Response, TranscriptEntry Entry) Rejected(ByteString request, HandshakeError error)
    {
        var response = Refuse(error);
        return (
            response,
            new TranscriptEntry.NotOpened($"{error.Seen} ({error.Rule})", TimedOut: false, request.ToText(), response.ToText())
        );
    }

    private static ByteString Text(HandshakeError error) => ByteString.FromText($"{error.Seen} ({error.Rule})\n");

    private static Either<HandshakeError, Option<AgreedDeflate>> Agreed(UpgradeRequest asked, Option<Compression> compression) =>
        compression.Match(
            Some: accepting =>
                AcceptPolicy
                    .Answer(accepting.Policies, Seq.create<ExtensionOffer>([.. asked.Extensions]))
                    .MapLeft(why => new HandshakeError(400, [], "RFC 7692 §7.1", why)),
            None: () => Option<AgreedDeflate>.None
        );

    private static ByteString Accept(UpgradeRequest asked, Option<AgreedDeflate> deflate)
    {
        var (head, _) = ServerHandshake
            .Accept(asked, Acceptance.Plain, Option<CompressionOptions>.None)
            .IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));
        var extensions = deflate.Map(agreed => new Header("Sec-WebSocket-Extensions", agreed.ToElement().ToString())).ToSeq();
        return HeadWriter.WriteResponse(head with { Headers = Seq.create<Header>([Server, .. head.Headers, .. extensions]) });
    }
}
