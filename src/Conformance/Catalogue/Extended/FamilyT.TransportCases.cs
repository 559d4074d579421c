using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family T, in which TCP delivers frames in arbitrary pieces, or the transport ends between or within frames (RFC 6455
/// §5.2, §7.1).
/// </summary>
internal static class TransportCases
{
    private const string Kept = "The peer keeps its side of the transport open although nothing more can come.";

    // After the tester has ended its direction of the transport, the peer is allowed to close the connection with any code.
    private static readonly CloseExpectation Gone = CloseExpectation.ByPeer;

    public static IEnumerable<Case> All()
    {
        foreach (var (chop, at) in new[] { 0, 1, 2, 3, 5, 7, 11 }.Select((chop, at) => (chop, at)))
            yield return Mixed($"T.1.{at + 1}", chop);
        yield return Sound(
            "T.1.8",
            "Send the header of a text message, and its payload a second later.",
            "The message comes back.",
            "RFC 6455 §5.2",
            [new TesterAction.SendStart(RawFrame.Text(Hello), 0), Wait(1), new TesterAction.SendMore(Hello.Length)],
            Text(Hello)
        );
        yield return Sound(
            "T.1.9",
            "Send 100 text messages in one write.",
            "They come back in the same order.",
            "RFC 6455 §5.4",
            [new TesterAction.SendTogether(Seq.create<RawFrame>([.. Numbers().Select(number => RawFrame.Text(number))]))],
            [.. Numbers().Select(Text)]
        );

        yield return Sound(
                "T.1.10",
                "Send a text message that begins with a byte order mark.",
                "The same bytes come back, including the mark.",
                "RFC 6455 §5.6",
                Frames(RawFrame.Text("\uFEFFHello")),
                Text("\uFEFFHello")
            )
            .OrGoesOn(
                Verdict.NonStrict,
                "The peer removes the mark as a signature of UTF-8, which is allowed (RFC 3629 §6).",
                Text("Hello")
            );
        yield return Split("T.1.11", "its first byte", RawFrame.Text(Hello), 1, Text(Hello));
        yield return Split(
            "T.1.12",
            "half of its length of two bytes",
            new RawFrame(2, Payload.RepeatHex("00fffefd", 200)),
            3,
            Message(MessageKind.Binary, Payload.RepeatHex("00fffefd", 200))
        );
        yield return Split(
            "T.1.13",
            "three bytes of its length of eight",
            new RawFrame(2, Payload.RepeatHex("00fffefd", 65536)),
            5,
            Message(MessageKind.Binary, Payload.RepeatHex("00fffefd", 65536))
        );

        yield return Ended("T.2.1", "End the transport without a close frame.");
        yield return Ended("T.2.2", "Send a text message, then end the transport without a close frame.", Frames(RawFrame.Text(Hello))) with
        {
            Expected = "The message comes back, and the peer ends the transport as well. A lost echo is non-strict.",
            Expectation = Events(Text(Hello)),
            Alternatives = Seq.create(
                new Alternative(Verdict.NonStrict, Seq<PeerEvent>.Empty, Gone, "The peer ended the transport before it had answered."),
                new Alternative(Verdict.NonStrict, Seq.create(Text(Hello)), CloseExpectation.Unanswered, Kept),
                new Alternative(Verdict.NonStrict, Seq<PeerEvent>.Empty, CloseExpectation.Unanswered, Kept)),
        };
        yield return Ended(
            "T.2.3",
            "Send the first fragment of a text message, then end the transport.",
            Frames(RawFrame.Text(Hello, final: false))
        );
        yield return Ended(
            "T.2.4",
            "Send a header and half of the payload, then end the transport.",
            new TesterAction.SendStart(RawFrame.Text(Hello), 6)
        );
        yield return Ended(
            "T.2.5",
            "Send the first byte of a frame, then end the transport.",
            new TesterAction.SendTogether(Seq.create(RawFrame.Text(Hello)), Only: 1)
        );
    }

    private static IEnumerable<string> Numbers() => Enumerable.Range(0, 100).Select(number => $"message {number}");

    private static Case Mixed(string id, int chop)
    {
        RawFrame[] frames =
        [
            RawFrame.Text(Hello),
            RawFrame.Ping("one"),
            RawFrame.Text("fragment1", final: false),
            RawFrame.Ping("two"),
            RawFrame.Continuation("fragment2", final: true),
            new RawFrame(2, Payload.RepeatHex("00ff", 130)),
        ];
        return Sound(
                id,
                $"Send a text message, a ping, a text message in two fragments with a ping between them, and a binary message, "
                    + $"{(chop == 0 ? "in one write" : $"in writes of {chop} byte{(chop == 1 ? "" : "s")}")}.",
                "Each is answered, the messages in order.",
                "RFC 6455 §5.2, §5.4",
                [new TesterAction.SendTogether(Seq.create(frames), chop)],
                Text(Hello),
                Pong(Payload.Of("one")),
                Pong(Payload.Of("two")),
                Text("fragment1fragment2"),
                Message(MessageKind.Binary, Payload.RepeatHex("00ff", 130))
            )
            .PongsMayOvertake();
    }

    /// <summary>
    /// Returns a case with a pause in the middle of a frame header. The start of the header is sent in the same write as a complete
    /// message. The remaining bytes are sent one second after the echo of that message has arrived. The echo shows that the peer has read
    /// the bytes of that write. Therefore, the peer has the start of the header before it receives the remaining bytes, even on a busy
    /// machine.
    /// </summary>
    private static Case Split(string id, string what, RawFrame frame, int octets, PeerEvent answer) =>
        Sound(
            id,
            $"Send a text message, and in the same write the start of another one: {what}. When the first has come back, and a second "
                + $"later, send the rest.",
            "Both messages come back.",
            "RFC 6455 §5.2",
            [],
            Text("first"),
            answer
        ) with
        {
            Script = Of(
                FailAfter(6),
                new TesterAction.SendTogether(Seq.create(RawFrame.Text("first"), frame)) { OnlyOfLast = octets },
                new TesterAction.Await(1),
                Wait(1),
                new TesterAction.SendMore(int.MaxValue)
            ),
        };

    private static Case Ended(string id, string description, params TesterAction[] script) =>
        Sound(id, description, "The peer ends the transport as well.", "RFC 6455 §7.1.1, §7.1.5", [.. script, new TesterAction.EndOutput()])
            .OrIsSilent(Verdict.NonStrict, Kept) with
        {
            Close = Gone,
        };
}
