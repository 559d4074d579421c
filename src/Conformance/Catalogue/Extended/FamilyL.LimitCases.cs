using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family L, in which the tester sends many small frames, large heads, large messages, or frame headers that announce
/// large payloads (RFC 6455 §10.4).
/// </summary>
internal static class LimitCases
{
    private const int Many = 1000;
    private const int Mebibyte = 1024 * 1024;

    // The size of the inflated message, in MiB. This size exceeds the largest known default limit for the message size, which is 100 MiB in
    // the library ws.
    private const int Inflated = 128;
    private const string SaysTooMuch = "The peer has a message limit that this message exceeds.";
    private const string Rule = "RFC 6455 §10.4";
    private static readonly CloseExpectation OverLimit = CloseExpectation.Failed(
        CloseCode.ProtocolError,
        CloseCode.PolicyViolation,
        CloseCode.MessageTooBig
    );

    public static IEnumerable<Case> All()
    {
        yield return Limited(
            Sound(
                "L.1.1",
                "Send a text message in 1,000 empty fragments and a last one.",
                "The message comes back, or the peer reports that it exceeds a limit.",
                Rule,
                [
                    new TesterAction.SendTogether(
                        Seq.create<RawFrame>([
                            RawFrame.Text("", final: false),
                            .. Enumerable.Repeat(RawFrame.Continuation("", final: false), Many),
                            RawFrame.Continuation(Hello, final: true),
                        ])
                    ),
                ],
                Text(Hello)
            )
        );
        yield return Limited(
            Sound(
                "L.1.2",
                "Send a text message of 1,000 bytes, one byte per frame.",
                "The message comes back, or the peer reports that it exceeds a limit.",
                Rule,
                [
                    new TesterAction.SendTogether(
                        Seq.create<RawFrame>([
                            RawFrame.Text("*", final: false),
                            .. Enumerable.Repeat(RawFrame.Continuation("*", final: false), Many - 2),
                            RawFrame.Continuation("*", final: true),
                        ])
                    ),
                ],
                Text(new string('*', Many))
            )
        );
        yield return Sound(
            "L.1.3",
            "Send 1,000 empty messages.",
            "They all come back.",
            Rule,
            [new TesterAction.SendTogether(Seq.create<RawFrame>([.. Enumerable.Repeat(RawFrame.Text(""), Many)]))],
            [.. Enumerable.Repeat(Text(""), Many)]
        );
        yield return Sound(
            "L.1.4",
            "Send 1,000 unsolicited pongs, then a text message.",
            "Only the message comes back.",
            "RFC 6455 §5.5.3",
            [
                new TesterAction.SendTogether(
                    Seq.create<RawFrame>([.. Enumerable.Repeat(RawFrame.Pong("unasked"), Many), RawFrame.Text(Hello)])
                ),
            ],
            Text(Hello)
        );

        var half = Payload.Repeat("*", 256 * 1024);
        yield return Sound(
                "L.2.1",
                "Send a text message of 512 KiB in two fragments with a ping between them.",
                "A pong, then the message.",
                "RFC 6455 §5.5.2",
                Frames(new RawFrame(1, half, Final: false), RawFrame.Ping(Hello), new RawFrame(0, half)),
                Pong(Payload.Of(Hello)),
                Message(MessageKind.Text, Payload.Repeat("*", 512 * 1024))
            )
            .PongsMayOvertake()
            .OrLeaves(Verdict.Informational, SaysTooMuch)
            .OrLeaves(Verdict.Informational, SaysTooMuch, Pong(Payload.Of(Hello)));
        yield return Promised("L.3.1", "2^62", 1UL << 62);
        yield return Promised("L.3.2", "2^32", 1UL << 32);
        yield return Bomb();
        yield return OpeningRequests.Refuses(
            "L.4.1",
            "a field of 128 KiB",
            "RFC 6585 §5",
            new HeadEdit.Append("X-Long: " + new string('a', 128 * 1024)),
            ifOpened: Verdict.Informational
        );
    }

    /// <summary>
    /// Returns a case with a small message that inflates to a very large message. No rule defines a maximum message size. However, an
    /// attacker can make a peer without a limit buffer any amount of data. The time limit of the case is so long that a peer with a size
    /// limit passes even on a busy machine.
    /// </summary>
    private static Case Bomb()
    {
        var part = DeflateContext.Create(15, contextTakeover: false).Compress(new byte[Mebibyte]).Payload;
        byte[] whole = [.. part.Span, 0x00, 0x00, 0xff, 0xff];
        var payload = new Payload(whole, (Inflated * whole.Length) - 4);
        return Broken(
                "L.5.1",
                $"Send a compressed binary message of {payload.Length / 1024} KiB that inflates to {Inflated} MiB.",
                Rule,
                [CloseCode.MessageTooBig, CloseCode.PolicyViolation, CloseCode.ProtocolError, CloseCode.InvalidPayloadData],
                []
            )
            .OrAnything(Verdict.NonStrict, $"The peer accepts a message that inflates to {Inflated} MiB, as if it had no limit.") with
        {
            Script = Of(new TesterAction.Send(new RawFrame(2, payload, Reserved: 4)), FailAfter(10)),
            Expected = "The peer has a limit and fails the connection with 1009, or ends the transport.",
            Compression = CompressedFrames.Offering,
        };
    }

    private static Case Limited(Case much) =>
        much with
        {
            Alternatives = Seq.create(
                new Alternative(
                    Verdict.Informational,
                    Seq<PeerEvent>.Empty,
                    OverLimit,
                    "The peer has a limit on fragments and reported it."
                )
            ),
        };

    /// <summary>
    /// Returns a case with a frame whose payload is never completed. A peer is allowed to reject the announced length immediately, or to
    /// wait for the remaining bytes.
    /// </summary>
    private static Case Promised(string id, string power, ulong length) =>
        Broken(
            id,
            $"Send the header of a binary frame of {power} bytes, and only a few bytes of it.",
            Rule,
            [CloseCode.MessageTooBig, CloseCode.ProtocolError],
            Frames(new RawFrame(2, Payload.Of(Hello)) { DeclaredLength = length })
        ) with
        {
            Expected = "The peer fails the connection with 1009, at once. If it waits for the bytes, the verdict is informational.",
            OnlyInforms = true,
        };
}
