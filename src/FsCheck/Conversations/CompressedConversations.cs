using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates conversations with permessage-deflate. The peer compresses some of its messages, and breaks a rule in some of its turns.
/// </summary>
internal static class CompressedConversations
{
    private const int Rsv1 = 4;

    public static Gen<Conversation> Any =>
        from role in Gen.Elements(Role.Server, Role.Client)
        from options in Choices.Any
        from conversation in With(role, options)
        select conversation;

    public static Gen<Conversation> With(Role role, ConnectionOptions options) => With(role, options, Compression.Parameters);

    public static Gen<Conversation> With(Role role, ConnectionOptions options, Gen<DeflateParameters> parameters) =>
        from agreed in parameters
        from level in Gen.Choose(1, 9)
        from opening in Gen.Elements(new Moment[] { new Moment.Ours(new Input.Start()) }, [])
        from turns in Gen.Sized(size => Gen.Choose(1, 3 + (size / 10)).SelectMany(count => AnyTurn(role, options.Limits).ListOf(count)))
        from ending in Gen.Frequency((9, Gen.Constant(Fixed([]))), (1, CutMessage(role)))
        from cuts in Conversations.Cuts
        from lent in Conversations.Lent
        select new Conversation(
            role,
            options,
            startsOpen: true,
            [.. opening, .. Played(turns.Append(ending), PeerOf(role, agreed, level))],
            cuts,
            lent
        )
        {
            Agreement = Agreement.Compressed(agreed),
        };

    /// <summary>Returns the peer's compression context before its first message.</summary>
    /// <param name="role">The role of this side. The peer has the other role.</param>
    /// <param name="agreed">The agreed parameters.</param>
    /// <param name="level">The compression level, from 1 to 9.</param>
    public static DeflateContext PeerOf(Role role, DeflateParameters agreed, int level) => role == Role.Client
        ? DeflateContext.Create(agreed.ServerMaxWindowBits, !agreed.ServerNoContextTakeover, level)
        : DeflateContext.Create(agreed.ClientMaxWindowBits, !agreed.ClientNoContextTakeover, level);

    /// <summary>Returns the events of a turn, and the peer's compression context after the turn.</summary>
    private delegate (DeflateContext Next, Moment[] Moments) Turn(DeflateContext context);

    private static IEnumerable<Moment> Played(IEnumerable<Turn> turns, DeflateContext context)
    {
        foreach (var turn in turns)
        {
            (context, var moments) = turn(context);
            foreach (var moment in moments) yield return moment;
        }
    }

    private static Gen<Turn> AnyTurn(Role role, Limits limits) =>
        Gen.Frequency(
            (12, OfPeer((random, context) => Message(random, role, context))),
            (
                4,
                OfPeer(
                    (random, context) =>
                        CompressedMessages.Odd(random, context) is var (next, payload)
                            ? (next, Frames(random, role, Opcode.Binary, payload))
                            : default
                )
            ),
            (4, OfPeer((random, context) => NearTheLimit(random, role, context, limits))),
            (1, OfPeer((random, context) => (context, Frames(random, role, Opcode.Binary, CompressedMessages.Broken(random, context))))),
            (1, OfPeer((random, context) => (context, WithRsv1(random, role, context)))),
            (1, CutMessage(role)),
            (
                1,
                Bytes.BrokenText.Select<ByteString, Turn>(text =>
                    context =>
                        context.Compress(text.Memory.Span) is var (next, payload)
                            ? (next, Frames(new Random(text.Length), role, Opcode.Text, payload.ToArray()))
                            : default
                )
            ),
            (3, Gen.Constant<Turn>(context => (context, [new Moment.Ours(new Input.Compact())]))),
            (9, Commands.Send.Select(input => Fixed([new Moment.Ours(input)]))),
            (5, Commands.Parts.Select(parts => Fixed([.. parts.Select(input => new Moment.Ours(input))]))),
            (14, Conversations.Turn(role).Select(Fixed))
        );

    /// <summary>
    /// Returns a generator of turns that contain only the beginning of a message, so that a conversation can end within a message.
    /// </summary>
    private static Gen<Turn> CutMessage(Role role) =>
        OfPeer((random, context) => Message(random, role, context) is var (next, moments) ? (next, Cut(random, moments)) : default);

    private static Turn Fixed(Moment[] moments) => context => (context, moments);

    private static Gen<Turn> OfPeer(Func<Random, DeflateContext, (DeflateContext Next, Moment[] Moments)> turn) =>
        Gen.Choose(0, int.MaxValue - 1).Select<int, Turn>(seed => context => turn(new Random(seed), context));

    private static (DeflateContext Next, Moment[] Moments) Message(Random random, Role role, DeflateContext context)
    {
        var (kind, length) = (random.Next(2) == 0 ? Opcode.Text : Opcode.Binary, random.Next(6) == 0 ? 0 : Plain.Length(random));
        var plain = kind == Opcode.Text ? Plain.Prose(random, length) : Plain.Of(random, length, WindowSize.Of(context.WindowBits));
        // An empty message may have an empty payload.
        if (plain.Length == 0 && random.Next(2) == 0) return (context, Frames(random, role, kind, []));
        var (next, payload) = CompressedMessages.Payload(random, context, plain);
        return (next, Frames(random, role, kind, payload));
    }

    /// <summary>
    /// Returns a message whose uncompressed size is the limit, one byte more, one byte less, or 20 times the limit. The limit is
    /// MaxInflatedBytes or 1000 bytes, whichever is smaller.
    /// </summary>
    private static (DeflateContext Next, Moment[] Moments) NearTheLimit(Random random, Role role, DeflateContext context, Limits limits)
    {
        var limit = (int)Math.Min(limits.Plain, 1000);
        var plain = Plain.Of(random, random.Next(4) == 0 ? 20 * limit : Math.Max(0, limit + random.Next(-1, 2)));
        var (next, payload) = CompressedMessages.Payload(random, context, plain);
        return (next, Frames(random, role, Opcode.Binary, payload));
    }

    /// <summary>
    /// Returns a message in which one frame is changed to a continuation frame or a ping with RSV1 set. RFC 7692 §6.1 does not allow RSV1
    /// on these frames.
    /// </summary>
    private static Moment[] WithRsv1(Random random, Role role, DeflateContext context)
    {
        var frames = Frames(random, role, Opcode.Binary, context.Compress(Plain.Of(random, 50)).Payload.ToArray());
        var at = random.Next(frames.Length);
        frames[at] = new Moment.PeerFrame(
            ((Moment.PeerFrame)frames[at]).Frame with
            {
                Reserved = random.Next(4, 8),
                Opcode = random.Next(2) == 0 ? 0 : 9,
            }
        );
        return frames;
    }

    private static Moment[] Cut(Random random, Moment[] moments)
    {
        var bytes = moments.SelectMany(moment => moment.FromPeer ?? []).ToArray();
        return [new Moment.PeerBytes(bytes[..random.Next(bytes.Length)])];
    }

    /// <summary>
    /// Returns the frames of a compressed message. The message consists of one frame or of several fragments. Some fragments can be empty.
    /// Control frames can precede each fragment.
    /// </summary>
    private static Moment[] Frames(Random random, Role role, Opcode kind, byte[] payload)
    {
        var cuts =
            random.Next(2) == 0
                ? []
                : Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(payload.Length + 1)).Order().ToArray();
        var frames = new List<WireFrame>();
        for (var at = 0; at <= cuts.Length; at++)
        {
            while (cuts.Length > 0 && random.Next(5) == 0)
                frames.Add(new WireFrame(Final: true, 0, random.Next(9, 11), Plain.Noise(random, random.Next(6))));
            var (from, to) = (at == 0 ? 0 : cuts[at - 1], at == cuts.Length ? payload.Length : cuts[at]);
            frames.Add(new WireFrame(at == cuts.Length, at == 0 ? Rsv1 : 0, at == 0 ? (int)kind : 0, payload[from..to]));
        }

        return
        [
            .. frames.Select(frame => new Moment.PeerFrame(
                frame with
                {
                    Key = role == Role.Server ? new MaskKey(random.Next(8) == 0 ? 0 : (uint)random.Next()) : null,
                }
            )),
        ];
    }
}
