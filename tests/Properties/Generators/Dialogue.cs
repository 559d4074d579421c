using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The messages of two applications, and a network between them. In each step, one of them sends something or some bytes arrive.
/// </summary>
public sealed record Dialogue(ConnectionOptions Client, ConnectionOptions Server, Dialogue.Turn[] Turns, uint Keys)
{
    /// <summary>One step: an application sends something, or the network delivers some bytes to a side.</summary>
    public sealed record Turn(Role Side, Option<Input> Says, int Arrive)
    {
        public override string ToString() => Says.Match(input => $"{Side} says {input}", () => $"{Arrive} bytes reach the {Side}");
    }

    public static Gen<Dialogue> Any =>
        from compress in Gen.Elements(true, false)
        from client in Roomy(compress)
        from server in Roomy(compress)
        from turns in Gen.OneOf(Speech, Speech, Arrival.Select(turn => new[] { turn })).ListOf()
        from keys in Gen.Choose(0, int.MaxValue)
        select new Dialogue(client, server, turns.SelectMany(turn => turn).ToArray(), (uint)keys);

    public static IEnumerable<Dialogue> Shrink(Dialogue dialogue) =>
        Shrinking.Lists(dialogue.Turns, _ => []).Select(turns => dialogue with { Turns = turns });

    public override string ToString() => string.Concat(Turns.Select(turn => $"\n  {turn}"));

    // The limits are above all messages, and text is checked before it is sent, so no side may fail.
    private static Gen<ConnectionOptions> Roomy(bool compress) =>
        from options in Choices.Any
        from compression in Compression.Options
        select options with
        {
            Limits = Limits.Default,
            CheckOutgoingText = true,
            Compression = compress ? compression : options.Compression,
        };

    private static Gen<Turn> Arrival =>
        from side in Gen.Elements(Role.Server, Role.Client)
        from count in Gen.Choose(1, 400)
        select new Turn(side, Option<Input>.None, count);

    private static Gen<Turn[]> Speech =>
        from side in Gen.Elements(Role.Server, Role.Client)
        from inputs in Gen.Frequency(
            (8, Commands.Send.Select(input => new[] { input })),
            (6, Commands.Parts),
            (1, Gen.Constant(new Input[] { new Input.Compact() })),
            (1, Gen.Constant(new Input[] { new Input.Elapsed(TimerKind.KeepAlive) })),
            (1, Gen.Constant(new Input[] { new Input.Close(new CloseStatus(1000, "done")) })))
        from arrivals in Arrival.ListOf(inputs.Length)
        select inputs.Zip(arrivals, (input, arrival) => new[] { new Turn(side, input, 0), arrival }).SelectMany(pair => pair).ToArray();
}
