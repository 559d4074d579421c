using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>A conversation that reaches one limit: one below it, exactly at it, or one above it.</summary>
/// <param name="Limit">The member of the options.</param>
/// <param name="Over">The difference: -1, 0 or 1.</param>
/// <param name="Code">The close code above the limit; 1006 in the opening handshake, which has none.</param>
/// <param name="Conversation">The conversation.</param>
public sealed record LimitEdge(string Limit, int Over, int Code, Conversation Conversation)
{
    private const int Rsv1 = 4;

    /// <summary>The members of <see cref="Limits"/>.</summary>
    public static string[] All { get; } =
    [
        nameof(Limits.MaxFrameBytes),
        nameof(Limits.MaxMessageBytes),
        nameof(Limits.MaxInflatedBytes),
        nameof(Limits.MaxFragments),
        nameof(Limits.MaxHeadBytes),
        nameof(Limits.MaxHeaderFields),
    ];

    public static Gen<LimitEdge> Any =>
        from limit in Gen.Elements(All)
        from role in Gen.Elements(Role.Server, Role.Client)
        from size in Gen.OneOf(Gen.Choose(1, 12), Gen.Choose(120, 130), Gen.Choose(200, 1000), Gen.Elements(65_535, 65_536))
        from over in Gen.Choose(-1, 1)
        from edge in Of(limit, role, size, over)
        from cuts in Conversations.Cuts
        from lent in Conversations.Lent
        select edge with { Conversation = edge.Conversation with { Cuts = cuts, Lent = lent } };

    /// <summary>A shorter one would not be at the edge, so only the cuts are shrunk.</summary>
    public static IEnumerable<LimitEdge> Shrink(LimitEdge edge) =>
        Shrinking
            .Lists(edge.Conversation.Cuts, Shrinking.Smaller)
            .Where(cuts => cuts.Length > 0)
            .Select(cuts => edge with { Conversation = edge.Conversation with { Cuts = cuts } });

    public override string ToString() => $"{Limit}, over by {Over}: {Conversation}";

    private static Gen<LimitEdge> Of(string limit, Role role, int size, int over) => limit switch
    {
        nameof(Limits.MaxFrameBytes) =>
            from data in Bytes.BinaryOf(size + over)
            from more in Gen.Elements(true, false)
            from frames in Fragments(role, 0, more ? [data, ByteString.Empty] : [data])
            select Opened(limit, over, 1009, role, new Limits { MaxFrameBytes = size }, frames),
        nameof(Limits.MaxMessageBytes) =>
            from data in Bytes.BinaryOf(size + over)
            from cuts in Gen.Choose(0, data.Length).ListOf(2)
            from frames in Fragments(role, 0, [data.Memory[..cuts.Min()], data.Memory[cuts.Min()..cuts.Max()], data.Memory[cuts.Max()..]])
            select Opened(limit, over, 1009, role, new Limits { MaxMessageBytes = size }, frames),
        nameof(Limits.MaxInflatedBytes) =>
            from plain in Bytes.Seeded(random => (ByteString)Plain.Of(random, size + over))
            from payload in Bytes.Seeded(random =>
                (ByteString)CompressedMessages.Payload(random, DeflateContext.Create(15, contextTakeover: true), plain.ToArray()).Payload
            )
            from cut in Gen.Choose(0, payload.Length)
            from frames in Fragments(role, Rsv1, [payload.Memory[..cut], payload.Memory[cut..]])
            from byMessage in Gen.Elements(true, false)
            select Opened(
                limit,
                over,
                1009,
                role,
                byMessage
                    ? new Limits { MaxInflatedBytes = size }
                    : new Limits { MaxInflatedBytes = size, MaxMessageBytes = Math.Max(size, payload.Length) },
                frames
            ),
        nameof(Limits.MaxFragments) =>
            from fragments in Gen.Choose(2, 20)
            from data in Bytes.BinaryOf(2)
            from frames in Fragments(
                role,
                0,
                [.. Enumerable.Range(0, fragments + over).Select(at => at % 3 == 0 ? data : ByteString.Empty)]
            )
            select Opened(limit, over, 1008, role, new Limits { MaxFragments = fragments }, frames),
        nameof(Limits.MaxHeaderFields) => Gen.Constant(Fields(limit, over, role, 1 + (size % 50))),
        _ => Gen.Constant(Opening(limit, over, role, size)),
    };

    private static Gen<WireFrame[]> Fragments(Role to, int reserved, ByteString[] payloads) =>
        Gen.CollectToList(
                payloads.Select(
                    (payload, at) => Frames.Frame(to, at == payloads.Length - 1, at == 0 ? Opcode.Binary : Opcode.Continuation, payload)
                )
            )
            .Select(frames => frames.Select((frame, at) => frame with { Reserved = at == 0 ? reserved : 0 }).ToArray());

    private static LimitEdge Opened(string limit, int over, int code, Role role, Limits limits, WireFrame[] frames) =>
        new(
            limit,
            over,
            code,
            new Conversation(
                role,
                new ConnectionOptions { Limits = limits },
                startsOpen: true,
                [.. frames.Select(frame => new Moment.PeerFrame(frame))],
                [1],
                lent: 4
            )
            {
                Agreement = Agreed.Default,
            }
        );

    private static LimitEdge Fields(string limit, int over, Role role, int more)
    {
        var lines = role == Role.Server ? Heads.RequestLines : Heads.ResponseLines;
        var options = new ConnectionOptions { Limits = new Limits { MaxHeaderFields = lines.Length - 1 + more - over } };
        var head = Heads.Of([.. lines, .. Enumerable.Repeat("X: y", more)]);
        return new LimitEdge(
            limit,
            over,
            1006,
            new Conversation(
                role, options, startsOpen: false, [new Moment.Ours(new Input.Start()), new Moment.PeerBytes(head)], [1], lent: 4)
        );
    }

    private static LimitEdge Opening(string limit, int over, Role role, int size)
    {
        var lines = role == Role.Server ? Heads.RequestLines : Heads.ResponseLines;
        var least = Heads.Of([.. lines, "X: "]).Length;
        var head = Heads.Of([.. lines, $"X: {new string('x', size)}"]);
        return new LimitEdge(
            limit,
            over,
            1006,
            new Conversation(
                role,
                new ConnectionOptions { Limits = new Limits { MaxHeadBytes = least + size - over } },
                startsOpen: false,
                [new Moment.Ours(new Input.Start()), new Moment.PeerBytes(head)],
                [1],
                lent: 4
            )
        );
    }
}
