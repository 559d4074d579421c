using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>Bytes that claim to be text, right or wrong, few enough to try every split.</summary>
public sealed record TextClaim(Octets Bytes)
{
    public static Gen<TextClaim> Any => Gen.OneOf(Properties.Bytes.BrokenText, Properties.Bytes.Text, Gen.Choose(0, 6).SelectMany(Properties.Bytes.BinaryOf), Scrambled)
        .Select(bytes => new TextClaim(bytes.Memory[..Math.Min(bytes.Length, 24)]));

    public static IEnumerable<TextClaim> Shrink(TextClaim claim) => Shrinking.Halves(claim.Bytes).Select(bytes => new TextClaim(bytes));

    public override string ToString() => Convert.ToHexStringLower(Bytes.Memory.Span);

    // Bytes that matter to UTF-8, in any order.
    private static Gen<Octets> Scrambled => Gen.Elements<byte>(0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF)
        .ListOf(4).Select(list => (Octets)list.ToArray());
}

/// <summary>An opening handshake under small limits, good, broken, refused or cut off, and what may follow it.</summary>
public sealed record Opening(Conversation Conversation)
{
    public static Gen<Opening> Any =>
        from role in Gen.Elements(Role.Server, Role.Client, Role.Client)
        from options in Choices.Tight
        from head in role == Role.Client ? Gen.OneOf(Heads.To(role), Heads.Refusal) : Heads.To(role)
        from kept in Gen.Frequency((3, Gen.Constant(head.Length)), (1, Gen.Choose(0, head.Length)))
        from answer in Commands.Answer
        from frame in Frames.Control(role)
        from ends in Gen.Elements(true, false)
        from room in Gen.Frequency((2, Gen.Constant(options.Limits.MaxHeadBytes)), (1, Gen.Choose(20, 150)))
        from cuts in Conversations.Cuts
        from lent in Conversations.Lent
        select new Opening(new Conversation(
            role,
            options with { Limits = options.Limits with { MaxHeadBytes = room } },
            Opened: false,
            [
                new Moment.Ours(new Input.Start()), new Moment.PeerBytes(head[..kept]), .. role == Role.Server ? new Moment[] { new Moment.Ours(answer) } : [],
                new Moment.PeerFrame(frame), .. ends ? new Moment[] { new Moment.Ours(new Input.EndOfStream()) } : [],
            ],
            cuts,
            lent));

    public static IEnumerable<Opening> Shrink(Opening opening) => Conversations.Shrink(opening.Conversation).Select(conversation => new Opening(conversation));

    public override string ToString() => Conversation.ToString();
}

/// <summary>A conversation under small limits, which may fill all that the limits leave.</summary>
public sealed record Flood(Conversation Conversation)
{
    public static Gen<Flood> Any =>
        from role in Gen.Elements(Role.Server, Role.Client)
        from options in Choices.Tight
        let limited = options with { Limits = options.Limits with { MaxHeadBytes = Math.Min(options.Limits.MaxHeadBytes, 400) } }
        from compressed in Gen.Elements(true, false)
        from conversation in compressed ? CompressedConversations.With(role, limited) : Conversations.With(role, limited)
        from hostile in compressed ? EndlessCompressed(role) : Endless(role)
        from goOn in Gen.Elements(true, false)
        select new Flood(goOn ? conversation with { Moments = [.. conversation.Moments, .. hostile] } : conversation with { Moments = [.. conversation.Moments.Take(2), .. hostile] });

    public static IEnumerable<Flood> Shrink(Flood flood) => Conversations.Shrink(flood.Conversation).Select(conversation => new Flood(conversation));

    public override string ToString() => Conversation.ToString();

    /// <summary>A compressed message without end: fragments that each inflate to much, to little, or to nothing, and codes that are told and never used.</summary>
    private static Gen<Moment[]> EndlessCompressed(Role role) =>
        from seeds in Gen.Choose(0, int.MaxValue - 1).ListOf(40)
        from key in Bytes.Key
        select seeds.Select((seed, at) =>
        {
            var random = new Random(seed);
            byte[] payload = random.Next(4) switch
            {
                0 => [0x00, 0x00, 0x00, 0xff, 0xff],
                1 => Zeros,
                2 => [],
                _ => DeflateStreams.Message(random, windowBits: 8, before: default).Payload,
            };
            return (Moment)new Moment.PeerFrame(new WireFrame(Final: false, at == 0 ? 4 : 0, at == 0 ? 2 : 0, payload) { Key = role == Role.Server ? key : Option<MaskKey>.None });
        }).ToArray();

    /// <summary>5,000 zeros, flushed.</summary>
    private static readonly byte[] Zeros = Framework.Deflate([new byte[5000]], level: 0, final: false);

    /// <summary>What would fill memory if nothing bounded it: a message without end, empty fragments, a frame that announces the moon, a head without end, pings.</summary>
    private static Gen<Moment[]> Endless(Role role)
    {
        var first = Frames.Frame(role, final: false, Opcode.Binary, new byte[3]);
        var next = Gen.OneOf(
            Frames.Frame(role, final: false, Opcode.Continuation, Octets.Empty), Frames.Frame(role, final: false, Opcode.Continuation, new byte[1]), Frames.Frame(role, final: false, Opcode.Continuation, new byte[50]),
            Frames.Frame(role, final: false, Opcode.Continuation, new byte[20]).Select(frame => frame with { Announced = 1L << 40, Form = LengthForm.SixtyFourBits }), Frames.Control(role));
        var fragments = from start in first from more in next.ListOf(60) select more.Prepend(start).Select(frame => (Moment)new Moment.PeerFrame(frame)).ToArray();
        return Gen.OneOf(fragments, Gen.Elements(new[] { "a:\r\n", "GET / HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n\r\n", "1\r\nx\r\n", "x" }).Select(line => new Moment[] { new Moment.PeerBytes(Octets.OfText(string.Concat(Enumerable.Repeat(line, 300)))) }));
    }
}
