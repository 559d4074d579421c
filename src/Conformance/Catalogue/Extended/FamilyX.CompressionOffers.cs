using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family X that test the negotiation of permessage-deflate (RFC 7692 §5, §7.1). The tester sends offers that a server must
/// decline, offers whose parameters a server must respect, and responses that a client must reject.
/// </summary>
internal static class CompressionOffers
{
    private const int Rsv1 = 4;
    private const string Declining = "RFC 7692 §7.1";
    private static readonly Payload HelloBlock = Payload.OfHex("f248cdc9c90700");

    public static IEnumerable<Case> All() => Declined().Concat(Granted()).Concat(Answers());

    private static IEnumerable<Case> Declined() =>
        new[]
        {
            "server_max_window_bits=16",
            "server_max_window_bits=7",
            "server_max_window_bits=08",
            "server_max_window_bits",
            "server_max_window_bits=x",
            "client_max_window_bits=16",
            "client_max_window_bits=7",
            "server_no_context_takeover=1",
            "client_no_context_takeover=true",
            "x_unheard_of",
            "x_unheard_of=1",
            "server_no_context_takeover; server_no_context_takeover",
        }.Select(
            (parameters, at) =>
                Sound(
                    $"X.5.{at + 1}",
                    $"Offer permessage-deflate; {parameters}, which is not a valid offer. Then send a text message.",
                    "The server opens the connection without it, and the message comes back.",
                    Declining,
                    Frames(RawFrame.Text(Hello)),
                    Text(Hello)
                ) with
                {
                    Tester = Role.Client,
                    Compression = Offering(parameters),
                    Opening = new OpeningScript { HasInvalidOffer = true, MustDecline = true },
                }
        );

    private static IEnumerable<Case> Granted()
    {
        // The last 300 characters of the text repeat the first 300 characters, and the text has almost no other repetitions. The distance
        // between the two copies, 2,000 bytes, is greater than the windows of 512 and 1,024 bytes that cases X.6.2 and X.6.3 request. A
        // compressor that respects these windows therefore cannot refer back to the first copy.
        var text = ScatteredText.Write(2000);
        text += text[..300];
        yield return Keeps(
            "X.6.1",
            "server_no_context_takeover",
            "the same text message twice, compressed",
            [Compressed(), Compressed()],
            Text("Hello"),
            Text("Hello")
        );
        foreach (var (bits, at) in new[] { 9, 10 }.Select((bits, at) => (bits, at)))
            yield return Keeps(
                $"X.6.{at + 2}",
                $"server_max_window_bits={bits}",
                "a text message whose end repeats its beginning, which is outside that window",
                [RawFrame.Text(text)],
                Text(text)
            );
        yield return Keeps(
            "X.6.4",
            "client_no_context_takeover",
            "the same text message twice, each compressed on its own",
            [Compressed(), Compressed()],
            Text("Hello"),
            Text("Hello")
        );
        yield return Keeps(
            "X.6.5",
            "",
            "a compressed text message. The answer must not set the client's window",
            [Compressed()],
            Text("Hello")
        );
        yield return Keeps("X.6.6", "client_max_window_bits=10", "a compressed text message", [Compressed()], Text("Hello"));
        yield return Keeps(
            "X.6.7",
            "server_max_window_bits=16, permessage-deflate; client_max_window_bits",
            "a compressed text message. Only the second offer is valid",
            [Compressed()],
            Text("Hello")
        ) with
        {
            Opening = new OpeningScript { HasInvalidOffer = true },
        };
    }

    private static IEnumerable<Case> Answers() =>
        new[]
        {
            "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; server_max_window_bits=7",
            "permessage-deflate; server_max_window_bits",
            "permessage-deflate; client_max_window_bits=16",
            "permessage-deflate; client_max_window_bits",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; x_unheard_of",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate, permessage-deflate",
            "permessage-deflate; server_max_window_bits=08",
        }.Select(
            (answer, at) =>
                OpeningResponses.Fails(
                    $"X.7.{at + 1}",
                    $"Sec-WebSocket-Extensions: {answer}, which does not answer an offer",
                    Declining,
                    new HeadEdit.Replace("Sec-WebSocket-Extensions", $"Sec-WebSocket-Extensions: {answer}")
                )
        );

    private static Case Keeps(string id, string parameters, string what, RawFrame[] frames, params PeerEvent[] events) =>
        Sound(
            id,
            $"Offer permessage-deflate{(parameters.Length > 0 ? $"; {parameters}" : "")}. Then send {what}.",
            "The server agrees to what was offered and follows the agreement, or declines. The same content comes back.",
            Declining,
            Frames(frames),
            events
        ) with
        {
            Tester = Role.Client,
            Compression = Offering(parameters),
        };

    private static RawFrame Compressed() => new(1, HelloBlock, Reserved: Rsv1);

    private static Compression Offering(string parameters) =>
        new(
            ExtensionOffer
                .Parse(
                    Seq.create(
                        new Header(
                            "Sec-WebSocket-Extensions",
                            string.Join(
                                "; ",
                                parameters.Length > 0 ? [AgreedDeflate.Extension, parameters] : new[] { AgreedDeflate.Extension }
                            )
                        )
                    )
                )
                .IfLeft(error => throw new ArgumentException(error.Seen, nameof(parameters))),
            Seq<AcceptPolicy>.Empty
        );
}
