using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>The cases of family 7, which test the closing handshake, including close codes and reasons (RFC 6455 §5.5.1, §7).</summary>
internal static class CloseHandling
{
    private const string Answer = "The closing handshake is clean, with code 1000.";

    private static readonly int[] Valid = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
    private static readonly int[] Invalid = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];

    public static IEnumerable<Case> All() =>
        After()
            .Concat(Payloads())
            .Concat(
                Valid.Select(
                    (code, at) =>
                        Build(
                            $"7.7.{at + 1}",
                            $"Close with code {code}, which may be sent.",
                            "The peer answers with 1000 or the same code.",
                            "RFC 6455 §7.4",
                            Of(Close(code), FailAfter(1))
                        ) with
                        {
                            Close = CloseExpectation.Begun(mustBeClean: true, 1000, code),
                        }
                )
            )
            .Concat(
                Invalid.Select(
                    (code, at) =>
                        Refused(
                            $"7.9.{at + 1}",
                            $"Close with code {code}, which may not be sent.",
                            "RFC 6455 §7.4",
                            Payload.Of([(byte)(code >> 8), (byte)code]),
                            1002
                        )
                )
            )
            .Concat(
                new[] { 5000, 65535 }.Select(
                    (code, at) =>
                        Build(
                            $"7.13.{at + 1}",
                            $"Close with code {code}, which has no meaning.",
                            "Informational: any answer is recorded.",
                            "RFC 6455 §7.4.2",
                            Of(Close(code), FailAfter(1))
                        ) with
                        {
                            Close = CloseExpectation.Begun(mustBeClean: false, 1000, code, 1002),
                            OnlyInforms = true,
                            WrongCodeFails = false,
                        }
                )
            );

    private static IEnumerable<Case> After()
    {
        yield return Build(
            "7.1.1",
            "Send a text message, then close.",
            "The message comes back, and the closing handshake is clean with code 1000.",
            "RFC 6455 §7.1.2",
            Of(new TesterAction.Send(RawFrame.Text("Hello World!")), FailAfter(1))
        ) with
        {
            Expectation = Events(Text("Hello World!")),
            ClosesWhenSatisfied = true,
        };
        yield return Build(
            "7.1.2",
            "Close twice.",
            "The second close frame is ignored.",
            "RFC 6455 §5.5.1",
            Of([Close(1000), .. Frames(new RawFrame(8, Payload.Empty)), FailAfter(1)])
        );
        yield return Build(
            "7.1.3",
            "Close, then send a ping.",
            "No pong.",
            "RFC 6455 §5.5.2",
            Of([Close(1000), .. Frames(RawFrame.Ping("")), FailAfter(1)])
        );
        yield return Build(
            "7.1.4",
            "Close, then send a text message.",
            "No echo.",
            "RFC 6455 §5.5.1",
            Of([Close(1000), .. Frames(RawFrame.Text("Hello World!")), FailAfter(1)])
        );
        yield return Build(
            "7.1.5",
            "Send the first fragment of a text message, close, then send the last one.",
            "No echo.",
            "RFC 6455 §5.5.1",
            Of([
                new TesterAction.Send(RawFrame.Text("fragment1", final: false)),
                Close(1000),
                .. Frames(RawFrame.Continuation("fragment2", final: true)),
                FailAfter(1),
            ])
        );
        yield return Build(
            "7.1.6",
            "Send a text message of 262,144 bytes, a short one, close, and send a ping.",
            "Informational: it is recorded which of the messages come back.",
            "RFC 6455 §7.1.1",
            Of([
                new TesterAction.Send(new RawFrame(1, Payload.Repeat("BAsd7&jh23", 262144))),
                new TesterAction.Send(RawFrame.Text("Hello World!")),
                Close(1000),
                .. Frames(RawFrame.Ping("")),
                FailAfter(1),
            ])
        ) with
        {
            Expectation = EventsOrNone(Text("Hello World!")),
            OnlyInforms = true,
            WrongCodeFails = false,
        };
    }

    private static IEnumerable<Case> Payloads()
    {
        yield return Build(
            "7.3.1",
            "Close with an empty close frame.",
            Answer,
            "RFC 6455 §5.5.1",
            Of(new TesterAction.Close(Payload.Empty), FailAfter(1))
        );
        yield return Refused("7.3.2", "Close with a payload of one byte, half a code.", "RFC 6455 §5.5.1", Payload.OfHex("61"), 1002);
        yield return Build("7.3.3", "Close with a code and no reason.", Answer, "RFC 6455 §5.5.1", Of(Close(1000), FailAfter(1)));
        yield return Build(
            "7.3.4",
            "Close with a code and a reason.",
            Answer,
            "RFC 6455 §5.5.1",
            Of(Close(1000, "Hello World!"), FailAfter(1))
        );
        yield return Build(
            "7.3.5",
            "Close with the longest reason, 123 bytes.",
            Answer,
            "RFC 6455 §5.5",
            Of(Close(1000, new string('*', 123)), FailAfter(1))
        );
        yield return Refused(
            "7.3.6",
            "Close with a reason of 124 bytes, one too many.",
            "RFC 6455 §5.5",
            Payload.Of([0x03, 0xE8, .. Enumerable.Repeat((byte)'*', 124)]),
            1002
        );
        yield return Refused(
            "7.5.1",
            "Close with a reason that is not UTF-8.",
            "RFC 6455 §8.1",
            Payload.OfHex("03e8cebae1bdb9cf83cebcceb5eda080656469746564"),
            1002,
            1007
        );
    }

    private static Case Refused(string id, string description, string rule, Payload payload, params int[] codes) =>
        Build(
            id,
            description,
            $"The peer fails the connection with {string.Join(" or ", codes)}, or ends the transport.",
            rule,
            Of(new TesterAction.Close(payload), FailAfter(1))
        ) with
        {
            Close = CloseExpectation.Begun(mustBeClean: false, codes),
        };

    private static Case Build(string id, string description, string expected, string rule, Seq<TesterAction> script) => new()
    {
        Id = new CaseId(id),
        Description = description,
        Expected = expected,
        Rule = rule,
        Script = script,
        Expectation = Events(),
        ClosesWhenSatisfied = false,
        WrongCodeFails = true,
    };
}
