using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>The cases of family 2, which test pings and pongs (RFC 6455 §5.5.2, §5.5.3).</summary>
internal static class Pings
{
    private static readonly Payload Longest = Payload.Of([.. Enumerable.Repeat((byte)0xFE, 125)]);

    public static IEnumerable<Case> All()
    {
        yield return Answered("2.1", "an empty ping", Payload.Empty);
        yield return Answered("2.2", "a ping with a text of 13 bytes", Payload.Of(Hello));
        yield return Answered("2.3", "a ping with 8 bytes that are not text", Payload.OfHex("00fffefdfcfb00ff"));
        yield return Answered("2.4", "a ping with 125 bytes, the maximum of a control frame", Longest);
        yield return new Case
        {
            Id = new CaseId("2.5"),
            Description = "Send a ping with 126 bytes, one more than a control frame allows.",
            Expected = "The peer fails the connection with 1002 and sends no pong.",
            Rule = "RFC 6455 §5.5",
            Script = Of(new TesterAction.Send(new RawFrame(9, Payload.Of([.. Enumerable.Repeat((byte)0xFE, 126)]))), FailAfter(1)),
            Expectation = Events(),
            Close = CloseExpectation.ProtocolError,
        };
        yield return new Case
        {
            Id = new CaseId("2.6"),
            Description = "Send a ping with 125 bytes, one byte per write.",
            Expected = "A pong with the same payload.",
            Rule = "RFC 6455 §5.5.2",
            Script = Of(new TesterAction.Send(new RawFrame(9, Longest, Chop: 1)), CloseAfter(2)),
            Expectation = Events(Pong(Longest)),
        };
        yield return Unsolicited("2.7", "an unsolicited empty pong", "");
        yield return Unsolicited("2.8", "an unsolicited pong with a payload", "unsolicited pong payload");
        yield return new Case
        {
            Id = new CaseId("2.9"),
            Description = "Send an unsolicited pong, then a ping.",
            Expected = "A pong for the ping, and nothing for the pong.",
            Rule = "RFC 6455 §5.5.3",
            Script = Of([.. Frames(RawFrame.Pong("unsolicited pong payload"), RawFrame.Ping("ping payload")), CloseAfter(1)]),
            Expectation = Events(Pong(Payload.Of("ping payload"))),
        };
        yield return Ten("2.10", chop: 0);
        yield return Ten("2.11", chop: 1);
    }

    private static Case Answered(string id, string what, Payload payload) => new()
    {
        Id = new CaseId(id),
        Description = $"Send {what}.",
        Expected = "A pong with the same payload.",
        Rule = "RFC 6455 §5.5.2",
        Script = Of(new TesterAction.Send(new RawFrame(9, payload)), CloseAfter(1)),
        Expectation = Events(Pong(payload)),
    };

    private static Case Unsolicited(string id, string what, string payload) => new()
    {
        Id = new CaseId(id),
        Description = $"Send {what}, and close.",
        Expected = "The peer does not answer it, and the closing handshake is clean with code 1000.",
        Rule = "RFC 6455 §5.5.3",
        Script = Of([.. Frames(RawFrame.Pong(payload)), Close(1000), CloseAfter(1)]),
        Expectation = Events(),
    };

    private static Case Ten(string id, int chop)
    {
        var payloads = Enumerable.Range(0, 10).Select(number => Payload.Of($"payload-{number}")).ToArray();
        return new Case
        {
            Id = new CaseId(id),
            Description = $"Send ten pings{(chop > 0 ? ", one byte per write" : "")}.",
            Expected = "Ten pongs with the same payloads, in order.",
            Rule = "RFC 6455 §5.5.2",
            Script = Of([.. payloads.Select(payload => new TesterAction.Send(new RawFrame(9, payload, Chop: chop))), CloseAfter(3)]),
            Expectation = Events(Array.ConvertAll(payloads, Pong)),
        };
    }
}
