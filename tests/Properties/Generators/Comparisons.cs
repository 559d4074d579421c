using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Conversations that the framework's WebSocket can have too. They start open and have no timers, and this side does nothing that the
/// framework has no interface for, such as a ping.
/// </summary>
public sealed record Comparison(Conversation Conversation)
{
    private static readonly ConnectionOptions Options = new()
    {
        CheckOutgoingText = false,
        KeepAliveInterval = TimeSpan.Zero,
        PongTimeout = TimeSpan.Zero,
        OpeningHandshakeTimeout = TimeSpan.Zero,
        ClosingHandshakeTimeout = TimeSpan.Zero,
    };

    public static Gen<Comparison> Any =>
        from role in Gen.Elements(Role.Server, Role.Client)
        from compressed in Gen.Elements(true, false)
        from conversation in compressed ? CompressedConversations.With(role, Options, Parameters) : Conversations.Open(role, Options)
        from odd in Gen.Frequency((9, Gen.Constant(Option<Input>.None)), (1, Odd.Select(Option<Input>.Some)))
        from place in Gen.Choose(0, conversation.Moments.Count)
        from ending in Gen.Frequency(
            (15, Gen.Constant(System.Array.Empty<Moment>())),
            (1, Peer(CutText(role))),
            (1, Peer(TooLong(role))),
            (1, BothClose(role)),
            (compressed ? 1 : 0, Peer(BrokenCodes(role)))
        )
        select Of(
            conversation with
            {
                Moments =
                [
                    .. conversation.Moments.Take(place),
                    .. odd.Map(input => (Moment)new Moment.Ours(input)),
                    .. conversation.Moments.Skip(place),
                    .. ending,
                ],
            }
        );

    public static IEnumerable<Comparison> Shrink(Comparison comparison) =>
        Conversations.Shrink(comparison.Conversation with { Options = ConnectionOptions.Default }).Select(Of);

    public override string ToString() => Conversation.ToString();

    /// <summary>Misuse by this side: undefined codes, and a part of a message that is never ended.</summary>
    private static Gen<Input> Odd =>
        Gen.OneOf(
            from code in Gen.OneOf(Gen.Elements(0, 999, 1004, 1006, 1014, 1015, 1016, 2999, 5000, 65_535), Gen.Choose(0, 65_535))
            from reason in Gen.Elements("", "why")
            select (Input)new Input.Close(new CloseStatus(code, reason)),
            from kind in Gen.Elements(MessageKind.Text, MessageKind.Binary)
            select (Input)new Input.SendPart(kind, "part"u8.ToArray(), Final: false)
        );

    private static Gen<Moment[]> Peer(Gen<WireFrame[]> frames) =>
        frames.Select(all => all.Select(frame => (Moment)new Moment.PeerFrame(frame)).ToArray());

    /// <summary>This side closes while the peer's close frame is incomplete.</summary>
    private static Gen<Moment[]> BothClose(Role to) =>
        from frame in Frames.Frame(to, final: true, Opcode.Close, Frames.ClosePayload(1001, "away"))
        let bytes = frame.ToBytes()
        from kept in Gen.Choose(1, bytes.Length - 1)
        select new Moment[]
        {
            new Moment.PeerBytes(bytes[..kept]),
            new Moment.Ours(new Input.Close(new CloseStatus(1000, ""))),
            new Moment.PeerBytes(bytes[kept..]),
        };

    /// <summary>Text that is cut within an invalid code point, or at its end.</summary>
    private static Gen<WireFrame[]> CutText(Role to) =>
        from parts in Gen.Elements<byte[][]>(
            [
                [0x41, 0xE2, 0x82],
                [],
            ],
            [
                [0xE2, 0x82],
                [],
                [],
            ],
            [
                [0x41, 0xE0, 0x80],
                [0x80],
            ],
            [
                [0xF0, 0x8F],
                [0xBF],
                [0xBF],
            ],
            [
                [0x41, 0xC0],
                [0x80],
            ],
            [
                [0xF5],
                [0x80],
            ]
        )
        from sent in Gen.Choose(1, parts.Length)
        from frames in Gen.CollectToList(
            parts
                .Take(sent)
                .Select((part, at) => Frames.Frame(to, at == parts.Length - 1, at == 0 ? Opcode.Text : Opcode.Continuation, part))
        )
        select frames.ToArray();

    /// <summary>
    /// A compressed message of one block without codes for its code lengths, or the start of one up to the invalid distance 30.
    /// </summary>
    private static Gen<WireFrame[]> BrokenCodes(Role to) =>
        from broken in Gen.Elements((true, (byte[])[0xAC, 0x30]), (false, (byte[])[0x2A, 0x81, 0x3C]))
        from frame in Frames.Frame(to, broken.Item1, Opcode.Binary, broken.Item2)
        select new[] { frame with { Reserved = 4 } };

    /// <summary>A frame that announces a length of the limit or more, and its first bytes.</summary>
    private static Gen<WireFrame[]> TooLong(Role to) =>
        from more in Gen.Choose(-1, 1)
        from frame in Frames.Frame(to, final: true, Opcode.Binary, new byte[3])
        select new[] { frame with { Announced = Limits.Default.MaxMessageBytes + more } };

    /// <summary>The smallest window of the framework has 512 bytes.</summary>
    private static Gen<DeflateParameters> Parameters =>
        Compression.Parameters.Select(agreed =>
            agreed with
            {
                ClientMaxWindowBits = Math.Max(9, agreed.ClientMaxWindowBits),
                ServerMaxWindowBits = Math.Max(9, agreed.ServerMaxWindowBits),
            }
        );

    private static Comparison Of(Conversation conversation) =>
        new(conversation with { Options = Options, Moments = conversation.Moments.Where(HasWord).ToArray() });

    private static bool HasWord(Moment moment) =>
        moment is not Moment.Ours(var input) || input switch
        {
            Input.Send(var kind, _) => Enum.IsDefined(kind),
            Input.SendPart(var kind, _, _) => Enum.IsDefined(kind),
            _ => input is Input.Close or Input.EndOfStream or Input.Compact,
        };
}
