using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family 3, in which the tester sets reserved bits although no extension defines these bits (RFC 6455 §5.2).
/// </summary>
internal static class ReservedBits
{
    public static IEnumerable<Case> All()
    {
        yield return Alone("3.1", "a text frame with RSV3 set", new RawFrame(1, Payload.Of(Hello), Reserved: 1));
        yield return Second("3.2", "RSV2", 2, chop: 0, sync: false);
        yield return Second("3.3", "RSV2 and RSV3", 3, chop: 0, sync: true);
        yield return Second("3.4", "RSV1", 4, chop: 1, sync: false);
        yield return Alone("3.5", "a binary frame with RSV1 and RSV3 set", new RawFrame(2, Payload.OfHex("00fffefdfcfb00ff"), Reserved: 5));
        yield return Alone("3.6", "a binary frame with RSV1 and RSV2 set", new RawFrame(2, Payload.Of(Hello), Reserved: 6));
        yield return Alone("3.7", "a close frame with all reserved bits set", new RawFrame(8, Payload.Empty, Reserved: 7));
    }

    private static Case Alone(string id, string what, RawFrame frame) => new()
    {
        Id = new CaseId(id),
        Description = $"Send {what}.",
        Expected = "The peer fails the connection with 1002.",
        Rule = "RFC 6455 §5.2",
        Script = Of([.. Frames(frame), FailAfter(1)]),
        Expectation = Events(),
        Close = CloseExpectation.ProtocolError,
    };

    private static Case Second(string id, string bits, int reserved, int chop, bool sync) =>
        new()
        {
            Id = new CaseId(id),
            Description =
                $"Send a text message, a text message with {bits} set and a "
                    + $"ping{(chop > 0 ? ", one byte per write" : sync ? ", one frame per write" : "")}.",
            Expected =
                "The first message comes back, then the peer fails the connection with 1002. Failing it without the echo is non-strict.",
            Rule = "RFC 6455 §5.2",
            Script = Of([
                .. Frames(
                    new RawFrame(1, Payload.Of(Hello), Chop: chop, Sync: sync),
                    new RawFrame(1, Payload.Of(Hello), Reserved: reserved, Chop: chop, Sync: sync),
                    new RawFrame(9, Payload.Empty, Chop: chop, Sync: sync)
                ),
                FailAfter(1),
            ]),
            Expectation = EventsOrNone(Text(Hello)),
            Close = CloseExpectation.ProtocolError,
        };
}
