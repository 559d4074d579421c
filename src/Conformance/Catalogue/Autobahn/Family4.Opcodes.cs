using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family 4, in which the tester uses opcodes that are reserved for further data frames (3-7) and control frames (11-15)
/// (RFC 6455 §5.2).
/// </summary>
internal static class Opcodes
{
    public static IEnumerable<Case> All() => Group(1, 3, "data").Concat(Group(2, 11, "control"));

    private static IEnumerable<Case> Group(int group, int first, string kind)
    {
        yield return Alone(group, 1, first, kind, Payload.Empty);
        yield return Alone(group, 2, first + 1, kind, Payload.Of("reserved opcode payload"));
        yield return Second(group, 3, first + 2, kind, Payload.Empty, chop: 0);
        yield return Second(group, 4, first + 3, kind, Payload.Of(Hello), chop: 0);
        yield return Second(group, 5, first + 4, kind, Payload.Of(Hello), chop: 1);
    }

    private static Case Alone(int group, int number, int opcode, string kind, Payload payload) => new()
    {
        Id = new CaseId($"4.{group}.{number}"),
        Description = $"Send a frame with the reserved {kind} opcode {opcode} and {payload.Length} bytes.",
        Expected = "The peer fails the connection with 1002.",
        Rule = "RFC 6455 §5.2",
        Script = Of(new TesterAction.Send(new RawFrame(opcode, payload)), FailAfter(1)),
        Expectation = Events(),
        Close = CloseExpectation.ProtocolError,
    };

    private static Case Second(int group, int number, int opcode, string kind, Payload payload, int chop) =>
        new()
        {
            Id = new CaseId($"4.{group}.{number}"),
            Description =
                $"Send a text message, a frame with the reserved {kind} opcode {opcode} and a "
                    + $"ping{(chop > 0 ? ", one byte per write" : "")}.",
            Expected =
                "The first message comes back, then the peer fails the connection with 1002. Failing it without the echo is non-strict.",
            Rule = "RFC 6455 §5.2",
            Script = Of([
                .. Frames(
                    new RawFrame(1, Payload.Of(Hello), Chop: chop),
                    new RawFrame(opcode, payload, Chop: chop),
                    new RawFrame(9, Payload.Empty, Chop: chop)
                ),
                FailAfter(1),
            ]),
            Expectation = EventsOrNone(Text(Hello)),
            Close = CloseExpectation.ProtocolError,
        };
}
