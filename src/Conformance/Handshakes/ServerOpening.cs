namespace Pure.WebSockets.Conformance;

/// <summary>
/// The opening handshake of a tester that is the server, without a socket: the core's own, with the extension that the case accepts.
/// </summary>
internal static class ServerOpening
{
    private static readonly Header Server = new("Server", Product.Token);

    // RFC 6455 §1.3 has it, and so have copies of its text.
    private const string SampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

    /// <summary>The answer to a request's head, with the departures of the case, and how it went.</summary>
    public static (Octets Response, Entry Entry) Answer(Octets request, Case running) =>
        Answer(request, running.Compression) switch
        {
            { Entry: Entry.Opened } when !running.IsAutobahn && IsKnownKey(request) => Refusal(
                request,
                new HandshakeError(
                    400,
                    Seq<Header>.Empty,
                    "RFC 6455 §4.1",
                    "the nonce is not random: it is all one octet, or the example of the RFC"
                )
            ),
            { Entry: Entry.Opened opened } answer when running.Opening.Apply(answer.Response) is var response => (
                response,
                opened with
                {
                    Response = response.ToText(),
                }
            ),
            var refused => refused,
        };

    /// <summary>The answer to a request's head, and how it went.</summary>
    public static (Octets Response, Entry Entry) Answer(Octets request, Option<Compression> compression) =>
        HeadParser.ParseRequest(request).Bind(ServerHandshake.Check)
            .Bind(asked => Agreed(asked, compression).Map(deflate => (Response: Accept(asked, deflate), Deflate: deflate)))
            .Match(
                Right: agreed => (agreed.Response, new Entry.Opened(request.ToText(), agreed.Response.ToText(), agreed.Deflate)),
                Left: error => Refusal(request, error));

    /// <summary>The answer to a request that asks for the upgrade rightly and for no extension.</summary>
    public static Octets Accept(UpgradeRequest asked) => Accept(asked, Option<AgreedDeflate>.None);

    /// <summary>The answer to a request that breaks a rule: its status, and the rule as text.</summary>
    public static Octets Refuse(HandshakeError error) =>
        ServerHandshake
            .Reject(new Rejection(error.Status, error.Headers.Add(Server), Text(error)))
            .Match(
                Right: head => (Octets)(byte[])[.. HeadWriter.WriteResponse(head).ToArray(), .. Text(error).ToArray()],
                Left: refusal => throw new InvalidOperationException(refusal.ToString())
            );

    private static bool IsKnownKey(Octets request) =>
        HeadParser.ParseRequest(request).ToOption().Bind(head => HeaderList.Single(head.Headers, "Sec-WebSocket-Key"))
            .Exists(key => key == SampleKey || Convert.FromBase64String(key).Distinct().Count() == 1);

    /// <summary>A refusal as a case sees it.</summary>
    private static (Octets Response, Entry Entry) Refusal(Octets request, HandshakeError error)
    {
        var response = Refuse(error);
        return (response, new Entry.NotOpened($"{error.Seen} ({error.Rule})", TimedOut: false, request.ToText(), response.ToText()));
    }

    private static Octets Text(HandshakeError error) => Octets.OfText($"{error.Seen} ({error.Rule})\n");

    private static Either<HandshakeError, Option<AgreedDeflate>> Agreed(UpgradeRequest asked, Option<Compression> compression) =>
        compression.Match(
            Some: accepting =>
                AcceptPolicy
                    .Answer(accepting.Policies, asked.Extensions)
                    .MapLeft(why => new HandshakeError(400, Seq<Header>.Empty, "RFC 7692 §7.1", why)),
            None: () => Option<AgreedDeflate>.None
        );

    private static Octets Accept(UpgradeRequest asked, Option<AgreedDeflate> deflate)
    {
        var (head, _) = ServerHandshake
            .Accept(asked, Acceptance.Plain, Option<CompressionOptions>.None)
            .IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));
        var extensions = deflate.Map(agreed => new Header("Sec-WebSocket-Extensions", agreed.ToElement().ToString())).ToSeq();
        return HeadWriter.WriteResponse(head with { Headers = Seq.create<Header>([Server, .. head.Headers, .. extensions]) });
    }
}
