using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family 9, in which the tester sends large messages, many fragments, or many messages, or divides messages into small
/// writes.
/// </summary>
internal static class Volume
{
    private const int Ki = 1024;
    private const int Mi = 1024 * 1024;
    private const string Letters = "BAsd7&jh23";
    private const string Digits = "00fe23faf0";

    private static readonly int[] Sizes = [64 * Ki, 256 * Ki, Mi, 4 * Mi, 8 * Mi, 16 * Mi];
    private static readonly int[] FragmentSizes = [64, 256, Ki, 4 * Ki, 16 * Ki, 64 * Ki, 256 * Ki, Mi, 4 * Mi];
    private static readonly int[] Chops = [64, 128, 256, 512, 1024, 2048];
    private static readonly (int Length, double Limit)[] Small = [(0, 60), (16, 60), (64, 60), (256, 120), (1024, 240), (4096, 480)];

    public static IEnumerable<Case> All() =>
        Sizes
            .Select((size, at) => One($"9.1.{at + 1}", MessageKind.Text, Payload.Repeat(Letters, size), at < 2 ? 10 : 100))
            .Concat(
                Sizes.Select((size, at) => One($"9.2.{at + 1}", MessageKind.Binary, Payload.RepeatHex(Digits, size), at < 4 ? 10 : 100))
            )
            .Concat(FragmentSizes.Select((size, at) => Fragmented($"9.3.{at + 1}", MessageKind.Text, Payload.Repeat("*", 4 * Mi), size)))
            .Concat(
                FragmentSizes.Select(
                    (size, at) =>
                        Fragmented(
                            $"9.4.{at + 1}",
                            MessageKind.Binary,
                            at == 0 ? Payload.RepeatHex("fe", 4 * Mi) : Payload.Repeat("*", 4 * Mi),
                            size
                        )
                )
            )
            .Concat(Chops.Select((chop, at) => Chopped($"9.5.{at + 1}", MessageKind.Text, Payload.Repeat(Letters, Mi), chop)))
            .Concat(Chops.Select((chop, at) => Chopped($"9.6.{at + 1}", MessageKind.Binary, Payload.RepeatHex(Digits, Mi), chop)))
            .Concat(
                Small.Select((shape, at) => Exchanged($"9.7.{at + 1}", MessageKind.Text, Payload.Repeat("*", shape.Length), shape.Limit))
            )
            .Concat(
                Small.Select(
                    (shape, at) => Exchanged($"9.8.{at + 1}", MessageKind.Binary, Payload.RepeatHex("fe", shape.Length), shape.Limit)
                )
            );

    private static Case One(string id, MessageKind kind, Payload payload, double limit) =>
        Build(
            id,
            $"Send a {Name(kind)} message of {payload.Length} bytes in one frame.",
            kind,
            payload,
            Of(new TesterAction.Send(new RawFrame((int)kind, payload)), CloseAfter(limit))
        );

    private static Case Fragmented(string id, MessageKind kind, Payload payload, int size) =>
        Build(
            id,
            $"Send a {Name(kind)} message of {payload.Length} bytes in fragments of {size}.",
            kind,
            payload,
            Of(new TesterAction.SendMessage(kind, payload, size), CloseAfter(100))
        );

    private static Case Chopped(string id, MessageKind kind, Payload payload, int chop) =>
        Build(
            id,
            $"Send a {Name(kind)} message of {payload.Length} bytes in one frame, written in pieces of {chop} bytes.",
            kind,
            payload,
            Of(new TesterAction.Send(new RawFrame((int)kind, payload, Chop: chop)), CloseAfter(1000))
        );

    private static Case Build(string id, string description, MessageKind kind, Payload payload, Seq<TesterAction> script) => new()
    {
        Id = new CaseId(id),
        Description = description,
        Expected = "A message of the same kind and length comes back.",
        Rule = "RFC 6455 §5.2, §5.4",
        Script = script,
        Expectation = new Expectation.FirstMessage(kind, payload.Length),
        IsHeavy = true,
    };

    private static Case Exchanged(string id, MessageKind kind, Payload payload, double limit) => new()
    {
        Id = new CaseId(id),
        Description = $"Send 1000 {Name(kind)} messages of {payload.Length} bytes, each after the echo of the one before.",
        Expected = "Each comes back with the same kind and length.",
        Rule = "RFC 6455 §5.6",
        Script = Of(CloseAfter(limit)),
        Expectation = new Expectation.Exchange(kind, payload, 1000),
        IsHeavy = true,
    };
}
