namespace Pure.WebSockets.Conformance;

/// <summary>
/// The opening handshake over HTTP/2 for a tester in the client role (RFC 8441 §5). This class performs no I/O. The core library writes
/// and parses the header fields. The tester itself negotiates extensions, as over HTTP/1.1.
/// </summary>
/// <param name="offer">The host, the request target and the header fields of the request.</param>
/// <param name="running">The case, which defines the offers of permessage-deflate.</param>
internal sealed class Http2Opening(UpgradeOffer offer, Case running)
{
    private readonly UpgradeOffer offer = ClientOpening.Asked(offer, running);

    /// <summary>The request, without its pseudo-header fields.</summary>
    public RequestHead Request { get; } = ClientHandshake.Connect(ClientOpening.Asked(offer, running), Seq<DeflateOffer>.Empty)
        .Map(head => head with { Headers = head.Headers.Concat(ClientOpening.Offered(running.Compression)) })
        .IfLeft(refusal => throw new ArgumentException(refusal.ToString(), nameof(offer)));

    // HTTP/2 has no text representation, so the transcript shows the request in the notation that is common in documentation.
    private string Shown =>
        Text(
            $"CONNECT {Request.Target} HTTP/2",
            [new Header(":protocol", "websocket"), new Header(":authority", offer.Host), .. Request.Headers]
        );

    /// <summary>Returns the transcript entry for the response.</summary>
    public TranscriptEntry Read(ResponseHead head)
    {
        var response = Text($"HTTP/2 {head.Status}", head.Headers);
        var agreed = head.Status is < 200 or > 299
            ? $"the server rejected the connection with {head.Status} (RFC 8441 §5)"
            : ClientOpening.Agreed(head, running, rest => ClientHandshake.CheckConnect(rest, offer, Seq<DeflateOffer>.Empty));
        return agreed.Match<TranscriptEntry>(
            Right: deflate => new TranscriptEntry.Opened(Shown, response, deflate),
            Left: why => new TranscriptEntry.NotOpened(why, TimedOut: false, Shown, response) { Status = head.Status });
    }

    /// <summary>Returns the transcript entry for a failed handshake.</summary>
    public TranscriptEntry Failed(string why, bool timedOut = false) => new TranscriptEntry.NotOpened(why, timedOut, Shown, "");

    private static string Text(string first, IEnumerable<Header> headers) =>
        $"{first}\r\n{string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"))}\r\n";
}
