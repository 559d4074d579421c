namespace Pure.WebSockets.Conformance;

/// <summary>The opening handshake of a tester that is the server, without a socket: the core's own, with the extension that the case accepts.</summary>
internal static class ServerOpening
{
    /// <summary>The answer to a request's head, and how it went.</summary>
    public static (Octets Response, Entry Entry) Answer(Octets request, Option<Compression> compression)
    {
        var answered = HeadParser.ParseRequest(request)
            .Bind(ServerHandshake.Check)
            .MapLeft(error => (error.Status, Why: $"{error.Seen} ({error.Rule})"))
            .Bind(asked => Agreed(asked, compression).MapLeft(why => (Status: 400, Why: why)).Map(deflate => (Head: Accepted(asked, deflate), Deflate: deflate)));
        return answered.Match(
            Right: agreed =>
            {
                var response = HeadWriter.WriteResponse(agreed.Head);
                return (response, new Entry.Opened(request.ToText(), response.ToText(), agreed.Deflate));
            },
            Left: wrong =>
            {
                var response = ServerHandshake.Reject(Rejection.Of(wrong.Status)).Match(Right: HeadWriter.WriteResponse, Left: _ => Octets.Empty);
                return (response, (Entry)new Entry.NotOpened(wrong.Why, TimedOut: false, request.ToText(), response.ToText()));
            });
    }

    private static Either<string, Option<AgreedDeflate>> Agreed(UpgradeRequest asked, Option<Compression> compression) =>
        compression.Match(Some: accepting => AcceptPolicy.Answer(accepting.Policies, asked.Extensions), None: () => Option<AgreedDeflate>.None);

    private static ResponseHead Accepted(UpgradeRequest asked, Option<AgreedDeflate> deflate)
    {
        var (head, _) = ServerHandshake.Accept(asked, Acceptance.Plain, Option<CompressionOptions>.None).IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));
        return head with { Headers = head.Headers.Append(deflate.Map(agreed => new Header("Sec-WebSocket-Extensions", agreed.ToElement().ToString())).ToSeq()).Strict() };
    }
}
