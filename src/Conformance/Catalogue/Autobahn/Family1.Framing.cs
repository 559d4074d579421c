using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family 1, in which the tester sends messages whose lengths are at or near the limits of the three encodings of the
/// payload length (RFC 6455 §5.2).
/// </summary>
internal static class Framing
{
    private static readonly (int Length, int Chop, double Limit)[] Shapes =
    [
        (0, 0, 1), (125, 0, 1), (126, 0, 1), (127, 0, 1), (128, 0, 1), (65535, 0, 10), (65536, 0, 10), (65536, 997, 10),
    ];

    public static IEnumerable<Case> All() => Group(1, MessageKind.Text, (byte)'*').Concat(Group(2, MessageKind.Binary, 0xFE));

    private static IEnumerable<Case> Group(int group, MessageKind kind, byte octet) =>
        Shapes.Select(
            (shape, at) =>
            {
                var payload = Payload.Of([.. Enumerable.Repeat(octet, shape.Length)]);
                return new Case
                {
                    Id = new CaseId($"1.{group}.{at + 1}"),
                    Description =
                        $"Send a {Name(kind)} message of {shape.Length} bytes in one "
                            + $"frame{(shape.Chop > 0 ? $", written in pieces of {shape.Chop} bytes" : "")}.",
                    Expected = "The same message comes back, and the closing handshake is clean with code 1000.",
                    Rule = "RFC 6455 §5.2",
                    Script = Of(new TesterAction.Send(new RawFrame((int)kind, payload, Chop: shape.Chop)), FailAfter(shape.Limit)),
                    Expectation = Events(Message(kind, payload)),
                };
            }
        );
}
