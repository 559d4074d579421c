using System.Collections.Immutable;
using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Generates random conversations between the tester and a peer. In about half of the conversations, the generator makes one or two random
/// changes to the frames. By default, 3% of the conversations test the opening handshake.
/// </summary>
internal static class ConversationGenerator
{
    private const int MostMessages = 4;
    private const int ManyFragments = 20;

    // If compression is enabled, one of every 5000 conversations contains a compressed message of 128 MiB. These conversations are rare,
    // because they take much longer than all other conversations.
    private const int BombInterval = 5000;

    /// <summary>Generates a conversation. The same arguments always produce the same conversation.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="number">The number of the conversation. The first number is 0.</param>
    /// <param name="tester">The role of the tester.</param>
    /// <param name="options">The limits of the generator.</param>
    public static FuzzScript Generate(ulong seed, long number, Role tester, GeneratorOptions options)
    {
        var dice = new Dice(seed, number);
        if (dice.Below(100) < options.OpeningPercent)
            return new FuzzScript(tester, null, []) { Openings = GeneratedOpenings.Generate(dice, tester) };
        options = options with { Unique = string.Create(CultureInfo.InvariantCulture, $"{seed}-{number}") };
        if (options.Compresses && number % BombInterval == BombInterval / 2)
            return new FuzzScript(tester, options.Agreements[0], Laid(dice, Bomb(dice, tester, options), options));
        var agreed = options.Compresses && dice.Chance(40) ? options.Agreements[dice.Below(options.Agreements.Length)] : null;
        var frames = Frames(dice, tester, agreed, options);
        if (dice.Chance(45)) FrameChanges.Apply(dice, frames, agreed is not null);
        if (dice.Chance(8)) FrameChanges.Apply(dice, frames, agreed is not null);
        return new FuzzScript(tester, agreed, Laid(dice, frames, options));
    }

    /// <summary>
    /// Returns the frames of a conversation. The caller changes the frames of some conversations at random, and distributes the frames
    /// over writes. Text and close frames can be invalid even without a random change.
    /// </summary>
    private static List<RawFrame> Frames(Dice dice, Role tester, AgreedDeflate? agreed, GeneratorOptions options)
    {
        var frames = new List<RawFrame>();
        var deflating = agreed is null ? null : new Deflating(agreed.WindowBits(tester), agreed.TakesContextOver(tester));
        byte[]? last = null;
        if (options.Protocol is { } protocol && dice.Chance(85)) Begin(frames, protocol, options.Unique);
        for (var messages = dice.Between(1, MostMessages); messages > 0; messages--)
        {
            if (dice.Chance(25)) frames.Add(Control(dice));
            if (dice.Chance(75)) last = Message(dice, frames, deflating, last, options);
        }

        if (frames.Count == 0 || dice.Chance(8)) frames.Add(Control(dice));
        if (dice.Chance(20)) frames.Add(new RawFrame(8, Payload.Of(GeneratedPayloads.Close(dice, isValid: dice.Chance(60)))));
        return frames;
    }

    /// <summary>
    /// Returns the frames of a conversation whose last message inflates to 128 MiB, which is more than a peer should accept.
    /// </summary>
    private static List<RawFrame> Bomb(Dice dice, Role tester, GeneratorOptions options)
    {
        var frames = dice.Chance(50) ? Frames(dice, tester, agreed: null, options) : [];
        frames.RemoveAll(frame => frame.Opcode == 8);
        var payload = GeneratedPayloads.Bomb;
        // Each of the two fragments has at least one byte.
        var cut = Math.Max(1, dice.Below(payload.Length));
        if (dice.Chance(50))
        {
            frames.Add(new RawFrame(2, Payload.Of(payload), Reserved: FrameRule.Compressed));
            return frames;
        }

        frames.Add(new RawFrame(2, Payload.Of(payload[..cut]), Final: false, FrameRule.Compressed));
        frames.Add(new RawFrame(0, Payload.Of(payload[cut..])));
        return frames;
    }

    private static RawFrame Control(Dice dice) =>
        new(dice.Chance(70) ? 9 : 10, Payload.Of(GeneratedPayloads.Control(dice)));

    /// <summary>
    /// Adds the messages of the application protocol's prelude that the tester sends. A ping follows each message. If the tester waits
    /// after such a ping, the wait ends when the peer has answered the ping.
    /// </summary>
    private static void Begin(List<RawFrame> frames, ApplicationProtocol protocol, string unique)
    {
        foreach (var step in protocol.Prelude.Filter(step => step.IsSent))
        {
            var written = step.Message.Write(new MessageValues(default, frames.Count + 1, unique));
            if (written.Problem is not null) return;
            frames.Add(new RawFrame((int)step.Message.Kind, Payload.Of(written.Octets)));
            frames.Add(RawFrame.Ping("begun"));
        }
    }

    /// <summary>
    /// Adds the frames of a message, with control frames between some of its fragments. Returns the uncompressed message.
    /// </summary>
    private static byte[] Message(Dice dice, List<RawFrame> frames, Deflating? deflating, byte[]? last, GeneratorOptions options)
    {
        var isText = dice.Chance(60);
        var size = Math.Min(GeneratedPayloads.Size(dice), options.LargestPayload);
        var message =
            last is not null && dice.Chance(30) && (!isText || TextReading.IsText(last)) ? last
            : isText ? dice.Chance(12) ? GeneratedPayloads.BrokenText(dice, Math.Min(size, 40)) : GeneratedPayloads.Text(dice, size)
            : GeneratedPayloads.Binary(dice, size);
        if (options.Protocol is { } protocol && (protocol.Request.Kind == MessageKind.Text) == isText && dice.Chance(80))
        {
            // If the content is too long for a length field of the request, the content itself is sent instead of the request.
            var written = protocol.Request.Write(new MessageValues(message, frames.Count + 1, options.Unique));
            if (written.Problem is null) message = written.Octets;
        }

        var isCompressed = deflating is not null && dice.Chance(75);
        var payload = isCompressed ? deflating!.Message(message, Form(dice, message.Length, deflating.Reaches(message.Length))) : message;
        var count = dice.Chance(60) ? 1 : dice.Chance(97) ? dice.Between(2, 4) : ManyFragments;
        var cuts = new int[count - 1];
        for (var at = 0; at < cuts.Length; at++) cuts[at] = dice.Below(payload.Length + 1);
        Array.Sort(cuts);
        for (var (at, start) = (0, 0); at < count; at++)
        {
            var end = at == count - 1 ? payload.Length : cuts[at];
            frames.Add(
                new RawFrame(
                    at > 0 ? 0 : isText ? 1 : 2,
                    Payload.Of(payload[start..end]),
                    Final: at == count - 1,
                    Reserved: at == 0 && isCompressed ? FrameRule.Compressed : 0
                )
            );
            if (at < count - 1 && dice.Chance(count == ManyFragments ? 3 : 30)) frames.Add(Control(dice));
            start = end;
        }

        return message;
    }

    private static DeflateForm Form(Dice dice, int length, bool mayBeDynamic) =>
        length > 2000 ? dice.Chance(50) && mayBeDynamic ? DeflateForm.Dynamic : DeflateForm.Stored : dice.Below(10) switch
        {
            < 6 => DeflateForm.Fixed,
            6 => DeflateForm.Stored,
            7 => length > 200 && mayBeDynamic ? DeflateForm.Dynamic : DeflateForm.Fixed,
            8 => DeflateForm.Several,
            _ => DeflateForm.Final,
        };

    /// <summary>
    /// Returns the steps that send the given frames. Distributes the frames over writes, and adds waits, pauses and the end of the tester's
    /// output.
    /// </summary>
    private static ImmutableArray<FuzzStep> Laid(Dice dice, List<RawFrame> frames, GeneratorOptions options)
    {
        var steps = ImmutableArray.CreateBuilder<FuzzStep>(2 * frames.Count);
        // The percentages of frames that are followed by a wait, share a write with the next frame, or are divided into several writes. The
        // percentages are chosen at random for each conversation, so that conversations differ greatly.
        var (settling, joining, cutting) = (dice.Of<int>([20, 60, 90]), dice.Of<int>([0, 20, 60]), dice.Of<int>([0, 15, 50]));
        for (var at = 0; at < frames.Count; at++)
        {
            var isLast = at == frames.Count - 1;
            var send = new FuzzStep.Send(frames[at], dice.Chance(3) ? 0 : (uint)dice.Bits())
            {
                JoinsNext = !isLast && dice.Chance(joining),
            };
            if (dice.Chance(cutting)) send = send with { Cuts = Cuts(dice, frames[at]) };
            if (options.Pauses && !send.Cuts.IsEmpty && send.Cuts.Length < 4 && dice.Chance(5))
                send = send with { PauseAtCuts = TimeSpan.FromMilliseconds(dice.Of<int>([10, 700])) };
            if (isLast && dice.Chance(3)) send = send with { Only = dice.Between(1, 14) };
            steps.Add(send);
            if (!send.JoinsNext && dice.Chance(settling)) steps.Add(FuzzStep.Settle.Instance);
            if (!send.JoinsNext && options.Pauses && dice.Chance(2))
                steps.Add(new FuzzStep.Pause(TimeSpan.FromMilliseconds(dice.Of<int>([10, 700, 2000]))));
        }

        if (dice.Chance(4)) steps.Add(FuzzStep.EndOutput.Instance);
        return steps.ToImmutable();
    }

    private static ImmutableArray<int> Cuts(Dice dice, RawFrame frame)
    {
        var length = frame.Payload.Length + 8;
        if (length < 40 && dice.Chance(25)) return [.. Enumerable.Range(1, length - 1)];
        var cuts = new SortedSet<int>();
        for (var count = dice.Between(1, 3); count > 0; count--)
            cuts.Add(dice.Chance(50) ? dice.Between(1, 8) : dice.Between(1, length));
        return [.. cuts];
    }
}

/// <summary>The limits of the generator.</summary>
/// <param name="Compresses">Whether conversations can use permessage-deflate.</param>
/// <param name="Pauses">Whether conversations can contain pauses. A pause takes no real time if the peer runs in virtual time.</param>
/// <param name="LargestPayload">
/// The maximum size of an ordinary message, in bytes. Text can exceed this size by up to 9 bytes, and invalid text by up to 64 bytes. The
/// limit does not apply to frames that were changed at random, to compressed messages of 128 MiB, or to messages of an application
/// protocol.
/// </param>
internal sealed record GeneratorOptions(bool Compresses = true, bool Pauses = true, int LargestPayload = 70_000)
{
    /// <summary>The percentage of conversations that test the opening handshake.</summary>
    public int OpeningPercent { get; init; } = 3;

    /// <summary>
    /// The sets of permessage-deflate parameters, one of which the tester requests in about 40% of the conversations. By default, these are
    /// parameters that servers and clients commonly agree to. The list must not be empty if <see cref="Compresses"/> is true.
    /// </summary>
    public ImmutableArray<AgreedDeflate> Agreements { get; init; } =
    [
        new(ServerNoContextTakeover: false, Option<int>.None, ClientNoContextTakeover: false, Option<int>.None),
        new(ServerNoContextTakeover: true, Option<int>.None, ClientNoContextTakeover: true, Option<int>.None),
        new(ServerNoContextTakeover: false, 9, ClientNoContextTakeover: false, 9),
        new(ServerNoContextTakeover: true, 10, ClientNoContextTakeover: false, Option<int>.None),
        new(ServerNoContextTakeover: false, Option<int>.None, ClientNoContextTakeover: true, 12),
    ];

    /// <summary>
    /// The protocol of the peer's application, or null if no protocol is known. The requests of a protocol are either all text or all
    /// binary, and 80% of the generated messages of that kind are requests.
    /// </summary>
    public ApplicationProtocol? Protocol { get; init; }

    /// <summary>The value of the placeholder {unique} in requests.</summary>
    public string Unique { get; init; } = "";

    /// <summary>The default limits.</summary>
    public static GeneratorOptions Default { get; } = new();
}
