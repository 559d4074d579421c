using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// Generates conversations. A conversation begins with an opening handshake or an open connection, followed by a series of turns. Turns
/// that break a rule are rare, because they usually end the connection.
/// </summary>
internal static class Conversations
{
    public static Gen<Conversation> Any => Gen.Frequency((3, Plain), (2, CompressedConversations.Any));

    /// <summary>
    /// Conversations that begin with an open connection without compression, or with an opening handshake. The endpoints can agree on
    /// compression in the opening handshake.
    /// </summary>
    public static Gen<Conversation> Plain =>
        from role in Gen.Elements(Role.Server, Role.Client)
        from options in Choices.Any
        from conversation in With(role, options)
        select conversation;

    public static Gen<Conversation> With(Role role, ConnectionOptions options) =>
        Gen.Frequency((2, Open(role, options)), (1, With(role, options, opened: false, Opening(role))));

    /// <summary>Conversations that begin with an open connection.</summary>
    public static Gen<Conversation> Open(Role role, ConnectionOptions options) =>
        With(role, options, opened: true, Gen.Elements(new Moment[] { new Moment.Ours(new Input.Start()) }, []));

    private static Gen<Conversation> With(Role role, ConnectionOptions options, bool opened, Gen<Moment[]> openings) =>
        from opening in openings
        from turns in Gen.Sized(size => Gen.Choose(1, 3 + (size / 10)).SelectMany(count => Turn(role).ListOf(count)))
        from cuts in Cuts
        from lent in Lent
        select new Conversation(role, options, opened, [.. opening, .. turns.SelectMany(turn => turn)], cuts, lent);

    /// <summary>
    /// The sizes of the network's reads in bytes. A list contains only the size 1, only sizes from 0 to 9, or only sizes from 1 to 300.
    /// </summary>
    public static Gen<int[]> Cuts => Gen.Frequency(
        (2, Gen.Constant(new[] { 1 })),
        (4, Gen.Choose(1, 5).SelectMany(count => Gen.Choose(0, 9).ListOf(count)).Select(list => list.ToArray())),
        (3, Gen.Choose(1, 3).SelectMany(count => Gen.Choose(1, 300).ListOf(count)).Select(list => list.ToArray())));

    /// <summary>
    /// The size, in bytes, of the memory that a caller lends to the kernel for payloads. Each call needs at least 4 bytes to make progress.
    /// </summary>
    public static Gen<int> Lent => Gen.Frequency((3, Gen.Choose(4, 9)), (2, Gen.Choose(10, 130)), (1, Gen.Constant(70_000)));

    public static IEnumerable<Conversation> Shrink(Conversation whole)
    {
        foreach (var moments in Shrinking.Lists(whole.Moments, moment => moment.Smaller)) yield return whole with { Moments = moments };
        foreach (var cuts in Shrinking.Lists(whole.Cuts, Shrinking.Smaller))
            if (cuts.Length > 0) yield return whole with { Cuts = cuts };
        if (whole.Lent > 4) yield return whole with { Lent = 4 };
        if (whole.Options != ConnectionOptions.Default) yield return whole with { Options = ConnectionOptions.Default };
    }

    private static Gen<Moment[]> Opening(Role role) =>
        from head in Heads.To(role)
        from answer in Commands.Answer
        select (Moment[])
        [
            new Moment.Ours(new Input.Start()), new Moment.PeerBytes(head),
            .. role == Role.Server ? new Moment[] { new Moment.Ours(answer) } : [],
        ];

    public static Gen<Moment[]> Turn(Role role) => Gen.Frequency(
        (12, Peer(Gen.OneOf(Frames.Message(role, Opcode.Text, Bytes.Text), Frames.Message(role, Opcode.Binary, Bytes.Binary)))),
        (4, Peer(Frames.Control(role).Select(frame => new[] { frame }))),
        (6, Commands.Send.Select(Ours)),
        (4, Commands.Parts.Select(parts => parts.SelectMany(Ours).ToArray())),
        (2, Commands.Timer.Select(Ours)),
        (1, RunsOut(role)),
        (2, Commands.Misuse.Select(Ours)),
        (1, Commands.Closing.Select(Ours)),
        (1, Peer(Frames.Close(role).Select(frame => new[] { frame }))),
        (1, Peer(BrokenFrames.To(role).Select(broken => new[] { broken.Frame }))),
        (1, Peer(Frames.Message(role, Opcode.Text, Bytes.BrokenText))),
        (1, Cut(Peer(Frames.Message(role, Opcode.Text, Bytes.Text)))),
        (1, Gen.Choose(1, 30).SelectMany(Bytes.BinaryOf).Select(bytes => new Moment[] { new Moment.PeerBytes(bytes) })));

    /// <summary>
    /// An event that starts a timer, followed by the input that reports that the timer has elapsed. If the duration of the timer is zero,
    /// the timer does not run and the input has no effect.
    /// </summary>
    private static Gen<Moment[]> RunsOut(Role role) =>
        Gen.Frequency(
            (3, Gen.Constant(Ours(new Input.Start()).Concat(Ours(new Input.Elapsed(TimerKind.KeepAlive))).ToArray())),
            (1, Gen.Constant(new[] { TimerKind.KeepAlive, TimerKind.Pong }.SelectMany(timer => Ours(new Input.Elapsed(timer))).ToArray())),
            (
                1,
                Gen.Constant(Ours(new Input.Close(CloseStatus.None)).Concat(Ours(new Input.Elapsed(TimerKind.ClosingHandshake))).ToArray())
            ),
            (
                1,
                Peer(Frames.Close(role).Select(frame => new[] { frame }))
                    .Select(close => close.Concat(Ours(new Input.Elapsed(TimerKind.TransportEnd))).ToArray())
            )
        );

    private static Gen<Moment[]> Peer(Gen<WireFrame[]> frames) =>
        frames.Select(all => all.Select(frame => (Moment)new Moment.PeerFrame(frame)).ToArray());

    /// <summary>Only the beginning of a turn's bytes, so that a conversation can end within a frame or a message.</summary>
    private static Gen<Moment[]> Cut(Gen<Moment[]> turn) =>
        from moments in turn
        let bytes = moments.SelectMany(moment => moment.FromPeer ?? []).ToArray()
        from kept in Gen.Choose(0, bytes.Length)
        select new Moment[] { new Moment.PeerBytes(bytes[..kept]) };

    private static Moment[] Ours(Input input) => [new Moment.Ours(input)];
}
