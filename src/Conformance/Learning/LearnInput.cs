using System.Collections.Immutable;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// An input of a learned state machine. Each input represents one kind of frame, or the end of the tester's output. For most inputs,
/// the payload of the frame depends on the position in the conversation. The tester can therefore match an answer with a frame.
/// </summary>
/// <param name="Name">The name of the input, as on the command line.</param>
/// <param name="Meaning">A description of the input.</param>
/// <param name="FrameAt">
/// The function that returns the frame for a position in the conversation, or null if the input is the end of the tester's output.
/// </param>
internal sealed record LearnInput(string Name, string Meaning, Func<int, RawFrame>? FrameAt)
{
    private const int Text = 1;
    private const int Binary = 2;
    private const int Reserved = 3;
    private const int ReservedControl = 11;
    private const int Close = 8;
    private const int Rsv1 = 4;
    private const int Rsv2 = 2;

    // KeyAt multiplies the position by this factor and mixes the bits. All masking keys in a conversation are therefore different, and the
    // difference between consecutive keys varies. A peer could otherwise regard the keys as predictable (RFC 6455 §5.3).
    private const uint KeyFactor = 0x9E3779B1;

    /// <summary>The inputs that are used by default.</summary>
    public static ImmutableArray<LearnInput> Default { get; } =
    [
        Data("text", "a text message in one frame", Text, "t"),
        Data("binary", "a binary message in one frame", Binary, "b"),
        Fragment("begin-text", "the first fragment of a text message", Text, "f"),
        Fragment("continue", "a continuation frame without FIN", 0, "c"),
        Data("finish", "a continuation frame with FIN", 0, "l"),
        Data("ping", "a ping", 9, "p"),
        Data("pong", "an unsolicited pong", 10, "q"),
        Fixed("close-1000", "a close frame with code 1000", Close, "03e8"),
        Fixed("close-empty", "a close frame without a code", Close, ""),
        Fixed("close-1005", "a close frame with code 1005, which no endpoint may send", Close, "03ed"),
        Data("opcode-3", "a frame with the reserved opcode 3", Reserved, "o"),
        new("rsv2", "a text message with RSV2 set", at => Framed(Text, "r", at) with { Reserved = Rsv2 }),
        new("wrong-mask", "a text message that is masked the wrong way", at => Framed(Text, "w", at) with { MasksWrongly = true }),
        Fixed("bad-utf8", "a text message that is not UTF-8", Text, "ff"),
        new("half-close", "the end of the tester's output", null),
    ];

    /// <summary>All inputs that can be chosen.</summary>
    public static ImmutableArray<LearnInput> All { get; } =
    [
        .. Default,
        Fragment("begin-binary", "the first fragment of a binary message", Binary, "g"),
        new(
            "begin-cut-text",
            "a first fragment of text that ends within a code point",
            _ => new RawFrame(Text, Payload.OfHex("c3"), Final: false)
        ),
        Fixed("finish-empty", "an empty continuation frame with FIN", 0, ""),
        Fixed("text-empty", "an empty text message", Text, ""),
        Fixed("ping-empty", "a ping without a payload", 9, ""),
        new("ping-fragment", "a ping without FIN", at => Framed(9, "u", at) with { Final = false }),
        new("ping-rsv1", "a ping with RSV1 set", at => Framed(9, "v", at) with { Reserved = Rsv1 }),
        new("ping-wrong-mask", "a ping that is masked the wrong way", at => Framed(9, "x", at) with { MasksWrongly = true }),
        new("ping-126", "a ping of 126 bytes", _ => new RawFrame(9, Payload.Repeat("p", 126))),
        Data("opcode-11", "a frame with the reserved opcode 11", ReservedControl, "k"),
        new("rsv1", "a text message with RSV1 set, without an agreed extension", at => Framed(Text, "y", at) with { Reserved = Rsv1 }),
        Fixed("close-half-code", "a close frame of one byte", Close, "03"),
        Fixed("close-bad-reason", "a close frame whose reason is not UTF-8", Close, "03e8ff"),
        Fixed("close-3000", "a close frame with code 3000", Close, "0bb8"),
    ];

    /// <summary>Returns the bytes to send, or an empty array if the input is the end of the tester's output.</summary>
    /// <param name="tester">The role of the tester, which determines whether the frame is masked.</param>
    /// <param name="position">The position of the input in the conversation, starting at 1.</param>
    public byte[] Octets(Role tester, int position)
    {
        if (FrameAt is null) return [];
        var frame = FrameAt(position);
        var isMasked = (tester == Role.Client) != frame.MasksWrongly;
        return WireFrame.Encode(frame, isMasked ? KeyAt(position) : Option<MaskKey>.None);
    }

    /// <summary>Returns the masking key for a position in the conversation.</summary>
    public static MaskKey KeyAt(int position)
    {
        var mixed = unchecked((uint)(position + 1) * KeyFactor);
        return new MaskKey(mixed ^ (mixed >> 13));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static LearnInput Data(string name, string meaning, int opcode, string letter) =>
        new(name, meaning, at => Framed(opcode, letter, at));

    private static LearnInput Fragment(string name, string meaning, int opcode, string letter) =>
        new(name, meaning, at => Framed(opcode, letter, at) with { Final = false });

    private static LearnInput Fixed(string name, string meaning, int opcode, string digits) =>
        new(name, meaning, _ => new RawFrame(opcode, Payload.OfHex(digits)));

    private static RawFrame Framed(int opcode, string letter, int position) =>
        new(opcode, Payload.Of(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{letter}{position}"))));
}
