using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>A conversation under small limits that may use all that the limits allow.</summary>
public sealed record Flood(Conversation Conversation)
{
    public static Gen<Flood> Any => Gen.Frequency((2, Hostile), (1, ToTheBrim), (1, HeadToTheBrim));

    private static Gen<Flood> Hostile =>
        from role in Gen.Elements(Role.Server, Role.Client)
        from options in Choices.Tight
        let limited = options with { Limits = options.Limits with { MaxHeadBytes = Math.Min(options.Limits.MaxHeadBytes, 400) } }
        from compressed in Gen.Elements(true, false)
        from conversation in compressed ? CompressedConversations.With(role, limited) : Conversations.With(role, limited)
        from hostile in compressed ? EndlessCompressed(role) : Endless(role)
        from goOn in Gen.Elements(true, false)
        select new Flood(
            goOn
                ? conversation with
                {
                    Moments = [.. conversation.Moments, .. hostile],
                }
                : conversation with
                {
                    Moments = [.. conversation.Moments.Take(2), .. hostile],
                }
        );

    public static IEnumerable<Flood> Shrink(Flood flood) =>
        Conversations.Shrink(flood.Conversation).Select(conversation => new Flood(conversation));

    public override string ToString() => Conversation.ToString();

    /// <summary>A message, compressed or not, that is one byte shorter than its limit and does not end.</summary>
    private static Gen<Flood> ToTheBrim =>
        from role in Gen.Elements(Role.Server, Role.Client)
        from limit in Gen.Choose(1, 20_000)
        from fragments in Gen.Choose(1, 20)
        from compressed in Gen.Elements(true, false)
        from payload in Bytes.Seeded(random => compressed ? Unended(Plain.Of(random, limit - 1)) : Plain.Noise(random, limit - 1))
        from keys in Bytes.Key.ListOf(fragments)
        from cuts in Conversations.Cuts
        from lent in Conversations.Lent
        let part = (payload.Length / fragments) + 1
        let frames = keys.Select(
            (key, at) =>
                new WireFrame(Final: false, compressed && at == 0 ? 4 : 0, at == 0 ? 2 : 0, payload.Skip(at * part).Take(part).ToArray())
                {
                    Key = role == Role.Server ? key : null,
                }
        )
        // Noise does not shrink, so the payload may be longer than the plain bytes.
        let limits = new Limits
        {
            MaxMessageBytes = Math.Max(limit, payload.Length),
            MaxInflatedBytes = limit,
            MaxFragments = fragments,
        }
        select new Flood(
            new Conversation(
                role,
                new ConnectionOptions { Limits = limits },
                startsOpen: true,
                [.. frames.Select(frame => new Moment.PeerFrame(frame))],
                cuts,
                lent
            )
            {
                Agreement = compressed ? Agreed.Default : Agreement.Plain,
            }
        );

    /// <summary>A head that is one byte shorter than its limit and does not end.</summary>
    private static Gen<Flood> HeadToTheBrim =>
        from role in Gen.Elements(Role.Server, Role.Client)
        from limit in Gen.Choose(30, 5000)
        from cuts in Conversations.Cuts
        let start = role == Role.Server ? "GET /chat HTTP/1.1\r\nX: " : "HTTP/1.1 101 x\r\nX: "
        select new Flood(
            new Conversation(
                role,
                new ConnectionOptions { Limits = new Limits { MaxHeadBytes = limit } },
                startsOpen: false,
                [new Moment.Ours(new Input.Start()), new Moment.PeerBytes(ByteString.FromText(start.PadRight(limit - 1, 'x')))],
                cuts,
                lent: 4
            )
        );

    private static byte[] Unended(byte[] plain)
    {
        var payload = new byte[DeflateContext.Bound(plain.Length)];
        DeflateContext.Create(15, contextTakeover: true).Compress(plain, final: false, payload, out var written);
        return payload[..written];
    }

    /// <summary>
    /// An endless compressed message: fragments that inflate to many bytes, to few or to none, and codes that are described and never used.
    /// </summary>
    private static Gen<Moment[]> EndlessCompressed(Role role) =>
        from seeds in Gen.Choose(0, int.MaxValue - 1).ListOf(40)
        from key in Bytes.Key
        select seeds
            .Select(
                (seed, at) =>
                {
                    var random = new Random(seed);
                    byte[] payload = random.Next(4) switch
                    {
                        0 => [0x00, 0x00, 0x00, 0xff, 0xff],
                        1 => Zeros,
                        2 => [],
                        _ => DeflateStreams.Message(random, windowBits: 8, before: default).Payload,
                    };
                    return (Moment)
                        new Moment.PeerFrame(
                            new WireFrame(Final: false, at == 0 ? 4 : 0, at == 0 ? 2 : 0, payload)
                            {
                                Key = role == Role.Server ? key : null,
                            }
                        );
                }
            )
            .ToArray();

    /// <summary>5,000 zeros, flushed.</summary>
    private static readonly byte[] Zeros = FrameworkDeflate.Compress([new byte[5000]], level: 0, final: false);

    /// <summary>
    /// Input that would fill the memory without limits: an endless message, empty fragments, a frame with a huge length, an endless head,
    /// pings.
    /// </summary>
    private static Gen<Moment[]> Endless(Role role)
    {
        var first = Frames.Frame(role, final: false, Opcode.Binary, new byte[3]);
        var next = Gen.OneOf(
            Frames.Frame(role, final: false, Opcode.Continuation, ByteString.Empty),
            Frames.Frame(role, final: false, Opcode.Continuation, new byte[1]),
            Frames.Frame(role, final: false, Opcode.Continuation, new byte[50]),
            Frames
                .Frame(role, final: false, Opcode.Continuation, new byte[20])
                .Select(frame => frame with { Announced = 1L << 40, Form = LengthForm.SixtyFourBits }),
            Frames.Control(role)
        );
        var fragments =
            from start in first
            from more in next.ListOf(60)
            select more.Prepend(start).Select(frame => (Moment)new Moment.PeerFrame(frame)).ToArray();
        return Gen.OneOf(
            fragments,
            Gen.Elements(new[] { "a:\r\n", "GET / HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n\r\n", "1\r\nx\r\n", "x" })
                .Select(line => new Moment[] { new Moment.PeerBytes(ByteString.FromText(string.Concat(Enumerable.Repeat(line, 300)))) })
        );
    }
}
