using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family C, which test timing and the parts of the closing handshake that family 7 does not test (RFC 6455 §5.5.1, §7).
/// </summary>
internal static class ClosingAndTiming
{
    private const string Answered = "The peer answers with one close frame, and nothing follows it.";

    private const string LatePong = "The peer answers the ping, but not as soon as it could.";
    private const string Taken =
        "The peer accepts a fragmented control frame: the rule forbids sending one but does not require rejecting it.";
    private const string ClosedFirst = "The peer received the close frame before it answered the ping, and then need not answer it.";
    private const string Left = "The peer closed an idle connection: a server may close at any time, a client should not.";
    private static readonly PeerEvent.Timeout Rest = new("the rest is sent");

    public static IEnumerable<Case> All() => Codes().Concat(Reasons()).Concat(Between()).Concat(Patient());

    private static IEnumerable<Case> Codes()
    {
        foreach (var (code, at) in new[] { 1012, 1013, 1014 }.Select((code, at) => (code, at)))
        {
            yield return Closed(
                $"C.1.{at + 1}",
                $"Close with code {code}, which was registered after the RFC.",
                "RFC 6455 §7.4.2, §11.7",
                Close(code)
            ) with
            {
                Close = CloseExpectation.Begun(mustBeClean: true, 1000, code),
            };
        }

        yield return Refused(
            "C.1.4",
            "Close with code 1015, which is reserved for TLS failures and must not be sent.",
            "RFC 6455 §7.4.1",
            [1002],
            Close(1015)
        );
        yield return Refused("C.1.5", "Close with code 1.", "RFC 6455 §7.4.2", [1002], Close(1));
    }

    private static IEnumerable<Case> Reasons()
    {
        yield return Closed(
            "C.2.1",
            "Close with a reason of 123 bytes that ends with a three-byte code point.",
            "RFC 6455 §5.5.1",
            Close(1000, new string('*', 120) + "€")
        );
        yield return Refused(
            "C.2.2",
            "Close with a reason that ends within a code point.",
            "RFC 6455 §8.1",
            [1002, 1007],
            new TesterAction.Close(Payload.OfHex("03e8e282"))
        );
        yield return Refused(
            "C.2.3",
            "Close with a reason that has a surrogate in it.",
            "RFC 6455 §8.1",
            [1002, 1007],
            new TesterAction.Close(Payload.OfHex("03e8eda080"))
        );
        yield return Refused(
            "C.2.4",
            "Close with a reason that has an overlong form in it.",
            "RFC 6455 §8.1",
            [1002, 1007],
            new TesterAction.Close(Payload.OfHex("03e8c0af"))
        );
        yield return Broken(
                "C.2.5",
                "Send the first fragment of a close frame, which must not be fragmented.",
                "RFC 6455 §5.5",
                [1002],
                Frames(new RawFrame(8, Payload.OfHex("03e8"), Final: false))
            )
            .OrGoesOn(Verdict.NonStrict, Taken);
        yield return Broken(
                "C.2.6",
                "Send the first fragment of a pong, which must not be fragmented.",
                "RFC 6455 §5.5",
                [1002],
                Frames(new RawFrame(10, Payload.Of(Hello), Final: false))
            )
            .OrGoesOn(Verdict.NonStrict, Taken);
    }

    private static IEnumerable<Case> Between()
    {
        var close = new RawFrame(8, Payload.OfHex("03e8"));
        yield return Closed(
            "C.3.1",
            "Send the first fragment of a text message, then close.",
            "RFC 6455 §5.5",
            new TesterAction.Send(RawFrame.Text(Hello, final: false)),
            Close(1000)
        );
        yield return Closed("C.3.2", "Close, one byte per write.", "RFC 6455 §5.5.1", new TesterAction.Send(close with { Chop = 1 }));
        yield return Closed(
            "C.3.3",
            "Close, and in the same write send the start of a frame that never ends.",
            "RFC 6455 §5.5.1",
            Together(close, new RawFrame(1, Payload.Of(Hello)) { DeclaredLength = 100_000 })
        );
        yield return Closed(
            "C.3.4",
            "Close, and in the same write send a frame with a reserved opcode, which must be ignored.",
            "RFC 6455 §5.5.1",
            Together(close, new RawFrame(11, Payload.Of(Hello)))
        );
        yield return Closed(
                "C.3.5",
                "Close, and in the same write send a ping and a text message: neither is answered.",
                "RFC 6455 §5.5.1",
                Together(close, RawFrame.Ping(Hello), RawFrame.Text(Hello))
            )
            .OrGoesOn(Verdict.NonStrict, "The peer answered a ping after the close frame, which it need not do.", Pong(Payload.Of(Hello)));
        yield return Closed("C.3.6", "Send a ping and close, in one write.", "RFC 6455 §5.5.2", Together(RawFrame.Ping(Hello), close)) with
        {
            Expected = "A pong, then the close frame.",
            Expectation = Events(Pong(Payload.Of(Hello))),
            Alternatives = Seq.create(new Alternative(Verdict.Informational, Seq<PeerEvent>.Empty, CloseExpectation.Normal, ClosedFirst)),
        };
        yield return Closed(
            "C.3.7",
            "Send a text message and close, in one write.",
            "RFC 6455 §7.1.2",
            Together(RawFrame.Text(Hello), close)
        ) with
        {
            Expected =
                "The message comes back, then the close frame. If the peer closes before it has answered, the verdict is informational.",
            Expectation = Events(Text(Hello)),
            Alternatives = Seq.create(
                new Alternative(
                    Verdict.Informational,
                    Seq<PeerEvent>.Empty,
                    CloseExpectation.Normal,
                    "The peer closed before it had answered the message."
                )
            ),
        };
        yield return Closed(
            "C.3.8",
            "Close within a fragmented binary message, after a ping that is answered.",
            "RFC 6455 §5.5",
            new TesterAction.Send(new RawFrame(2, Payload.Of(Hello), Final: false)),
            new TesterAction.Send(RawFrame.Ping(Hello)),
            Close(1000)
        ) with
        {
            Expected = "A pong, then the close frame.",
            Expectation = Events(Pong(Payload.Of(Hello))),
            Alternatives = Seq.create(new Alternative(Verdict.Informational, Seq<PeerEvent>.Empty, CloseExpectation.Normal, ClosedFirst)),
        };
    }

    private static IEnumerable<Case> Patient()
    {
        yield return Sound(
                "C.4.1",
                "Send nothing for three seconds, then a text message.",
                "The connection is still open: the message comes back.",
                "RFC 6455 §7.1",
                [Wait(3), new TesterAction.Send(RawFrame.Text(Hello))],
                Text(Hello)
            )
            .OrLeaves(Verdict.NonStrict, Left);
        yield return Sound(
                "C.4.2",
                "Send a text message, nothing for two seconds, then another.",
                "Both come back, and nothing else.",
                "RFC 6455 §7.1",
                [new TesterAction.Send(RawFrame.Text(Hello)), Wait(2), new TesterAction.Send(RawFrame.Text("again"))],
                Text(Hello),
                Text("again")
            )
            .OrLeaves(Verdict.NonStrict, Left, Text(Hello));
        yield return Sound(
                "C.4.3",
                "Send a ping within a text message, and the rest of the message a second later.",
                "The pong comes first, and does not wait for the message.",
                "RFC 6455 §5.5.2",
                [
                    .. Frames(RawFrame.Text(Hello, final: false), RawFrame.Ping(Hello)),
                    Wait(1, Rest.Tag),
                    .. Frames(RawFrame.Continuation(Hello, final: true)),
                ],
                Pong(Payload.Of(Hello)),
                Rest,
                Text(Hello + Hello)
            )
            .OrGoesOn(Verdict.NonStrict, LatePong, Rest, Pong(Payload.Of(Hello)), Text(Hello + Hello))
            .OrGoesOn(Verdict.NonStrict, LatePong, Rest, Text(Hello + Hello), Pong(Payload.Of(Hello)));
        yield return Sound(
            "C.4.4",
            "Send a ping, one byte per write, half of it a second after the other half.",
            "A pong with the same payload.",
            "RFC 6455 §5.5.2",
            [new TesterAction.SendStart(RawFrame.Ping(Hello), 6), Wait(1, "half is sent"), new TesterAction.SendMore(7)],
            new PeerEvent.Timeout("half is sent"),
            Pong(Payload.Of(Hello))
        );
    }

    private static TesterAction Together(params RawFrame[] frames) => new TesterAction.SendTogether(Seq.create(frames));

    private static Case Closed(string id, string description, string rule, params TesterAction[] script) =>
        Sound(id, description, Answered, rule, script) with
        {
            ClosesWhenSatisfied = false,
        };

    private static Case Refused(string id, string description, string rule, int[] codes, params TesterAction[] script) =>
        Sound(
            id,
            description,
            $"The peer fails the connection with {string.Join(" or ", codes)}, or ends the transport.",
            rule,
            script
        ) with
        {
            Close = CloseExpectation.Begun(mustBeClean: false, codes),
            ClosesWhenSatisfied = false,
        };
}
