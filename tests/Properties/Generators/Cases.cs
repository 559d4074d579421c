using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>Bytes that may be text, few enough to try every split.</summary>
public sealed record TextClaim(ByteString Bytes)
{
    public static Gen<TextClaim> Any =>
        Gen.OneOf(FsCheck.Bytes.BrokenText, FsCheck.Bytes.Text, Gen.Choose(0, 6).SelectMany(FsCheck.Bytes.BinaryOf), Scrambled)
            .Select(bytes => new TextClaim(bytes.Memory[..Math.Min(bytes.Length, 24)]));

    public static IEnumerable<TextClaim> Shrink(TextClaim claim) => Shrinking.Halves(claim.Bytes).Select(bytes => new TextClaim(bytes));

    public override string ToString() => Convert.ToHexStringLower(Bytes.Memory.Span);

    // The bytes that matter to UTF-8, in any order.
    private static Gen<ByteString> Scrambled =>
        Gen.Elements<byte>(
                0x00,
                0x41,
                0x7F,
                0x80,
                0x8F,
                0x90,
                0x9F,
                0xA0,
                0xBF,
                0xC0,
                0xC1,
                0xC2,
                0xDF,
                0xE0,
                0xE1,
                0xED,
                0xEF,
                0xF0,
                0xF1,
                0xF4,
                0xF5,
                0xFF
            )
            .ListOf(4)
            .Select(list => (ByteString)list.ToArray());
}

/// <summary>Requests that this side may make in no state.</summary>
public sealed record Misdeed(Input Input)
{
    public static Gen<Misdeed> Any => Commands.NeverAllowed.Select(input => new Misdeed(input));
}

/// <summary>An opening handshake under small limits, valid, invalid, rejected or cut off, and what may follow it.</summary>
public sealed record Opening(Conversation Conversation)
{
    public static Gen<Opening> Any =>
        from role in Gen.Elements(Role.Server, Role.Client, Role.Client)
        from options in Choices.Tight
        from head in role == Role.Client ? Gen.OneOf(Heads.To(role), Heads.Refusal) : Heads.To(role)
        from kept in Gen.Frequency((3, Gen.Constant(head.Length)), (1, Gen.Choose(0, head.Length)))
        from answer in Gen.Frequency(
            (6, Commands.Answer.Select(Option<Input>.Some)),
            (1, Commands.BadAnswer.Select(Option<Input>.Some)),
            (1, Gen.Constant(Option<Input>.None))
        )
        from frame in Frames.Control(role)
        from early in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from end in Gen.Elements<Input[]>([], [new Input.EndOfStream()], [new Input.Elapsed(TimerKind.OpeningHandshake)])
        from room in Gen.Frequency((2, Gen.Constant(options.Limits.MaxHeadBytes)), (1, Gen.Choose(20, 150)))
        from cuts in Conversations.Cuts
        from lent in Conversations.Lent
        let answers = role == Role.Server ? answer.Map(input => (Moment)new Moment.Ours(input)).ToArray() : []
        let frames = role == Role.Server && answer.IsNone && !early ? [] : new Moment[] { new Moment.PeerFrame(frame) }
        select new Opening(
            new Conversation(
                role,
                options with
                {
                    Limits = options.Limits with { MaxHeadBytes = room },
                },
                startsOpen: false,
                [
                    new Moment.Ours(new Input.Start()),
                    new Moment.PeerBytes(head[..kept]),
                    .. early ? [.. frames, .. answers] : (Moment[])[.. answers, .. frames],
                    .. end.Select(input => new Moment.Ours(input)),
                ],
                cuts,
                lent
            )
        );

    public static IEnumerable<Opening> Shrink(Opening opening) =>
        Conversations.Shrink(opening.Conversation).Select(conversation => new Opening(conversation));

    public override string ToString() => Conversation.ToString();
}
