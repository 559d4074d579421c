namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A small change of the core's source. Each change is a mistake that a developer could make and that a peer can notice.</summary>
/// <param name="Area">The area of the protocol.</param>
/// <param name="Name">The name.</param>
/// <param name="Effect">What the mutant does, in words that follow "it".</param>
/// <param name="File">The file, in the folder of the core.</param>
/// <param name="From">The text to replace, which occurs once in the file.</param>
/// <param name="To">The replacement.</param>
public sealed record CoreMutant(Area Area, string Name, string Effect, string File, string From, string To)
{
    private const string Header = "Framing/FrameHeader.cs";
    private const string Encoder = "Framing/FrameEncoder.cs";
    private const string Pieces = "Messages/PieceReader.cs";
    private const string Closing = "Kernel.Closing.cs";
    private const string Codes = "Primitives/CloseCode.cs";
    private const string Inflater = "Compression/Inflater.cs";
    private const string Context = "Compression/InflateContext.cs";
    private const string Symbols = "Compression/Inflater.Symbols.cs";
    private const string Alphabet = "Compression/DeflateAlphabet.cs";

    /// <summary>The role of the mutant.</summary>
    public Role Role { get; init; } = Role.Server;

    /// <summary>All mutants.</summary>
    public static CoreMutant[] All { get; } =
    [
        new(Area.Framing, "Rsv1", "accepts RSV1 without an extension", Header, "octet & 0x70;", "octet & 0x30;"),
        new(
            Area.Framing,
            "Rsv1Rule",
            "takes permessage-deflate to be in use",
            "Kernel.Frames.cs",
            "Rsv1: connection.Inflation is not null",
            "Rsv1: true"
        ),
        new(
            Area.Framing,
            "StrayContinuation",
            "accepts a continuation with no message to continue",
            Header,
            "rules.MessageInProgress ? null : FrameErrors.NothingToContinue",
            "null"
        ),
        new(
            Area.Framing,
            "MessageWithin",
            "accepts a new message within an unfinished one",
            Header,
            "rules.MessageInProgress ? FrameErrors.MessageInProgress(opcode) : null",
            "null"
        ),
        new(
            Area.Framing,
            "FragmentedControl",
            "accepts control frames with FIN clear",
            Header,
            "octet >= 0x80 ? null : FrameErrors.FragmentedControl(opcode)",
            "null"
        ),
        new(Area.Framing, "LongControl", "accepts control frames of more than 125 bytes", Header, "if (length > 125)", "if (length > 127)"),
        new(
            Area.Framing,
            "LittleEndian",
            "reads the length of fragments in little-endian order",
            Header,
            "ReadUInt16BigEndian",
            "ReadUInt16LittleEndian"
        ),
        new(
            Area.Framing,
            "Masked",
            "accepts masked frames from a server",
            Header,
            "octet >= 0x80 != rules.Masked",
            "octet < 0x80 && rules.Masked"
        )
        {
            Role = Role.Client,
        },
        new(
            Area.Framing,
            "ReservedOpcode",
            "ignores reserved control opcodes",
            Header,
            "case Opcode.Close or Opcode.Ping or Opcode.Pong:",
            "case >= Opcode.Close:"
        ),
        new(Area.Framing, "Rotation", "continues a mask at the wrong byte", "Framing/Masking.cs", "8 * (count & 3)", "8 * (count & 1)"),
        new(Area.Framing, "SevenBits", "writes a length of 126 in seven bits", Encoder, "case < 126:", "case <= 126:"),
        new(
            Area.Framing,
            "Encoder",
            "writes a length of 65,535 in eight bytes",
            Encoder,
            "case <= ushort.MaxValue:",
            "case < ushort.MaxValue:"
        ),
        new(
            Area.Framing,
            "PongRsv1",
            "sets RSV1 on pongs",
            "Kernel.Frames.cs",
            "new Frame(Opcode.Pong, Final: true, Rsv1: false, payload)",
            "new Frame(Opcode.Pong, Final: true, Rsv1: true, payload)"
        ),
        new(
            Area.Framing,
            "KindOfFragments",
            "takes the kind of a message from its last fragment",
            Pieces,
            "state.MessageInProgress ? state.Kind : (MessageKind)header.Opcode",
            "(MessageKind)header.Opcode"
        ),
        new(
            Area.Framing,
            "KeyOfParts",
            "begins the mask again when a frame arrives in parts",
            Pieces,
            "Masking.Advance(state.Key, taken)",
            "state.Key"
        ),
        new(
            Area.Text,
            "CutText",
            "accepts text in fragments that ends after the first byte of a code point",
            Pieces,
            "piece.Final && carry.Count > 0",
            "piece.Final && carry.Count > 1"
        ),
        new(
            Area.Text,
            "Carry",
            "mixes the bytes of a cut code point",
            "Text/PartialCodePoint.cs",
            "(uint)bytes[at] << (8 * at)",
            "(uint)bytes[at] << (4 * at)"
        ),
        new(
            Area.Text,
            "Surrogates",
            "accepts surrogates in longer text",
            "Text/Utf8Tables.cs",
            "byte Surrogate = 1 << 4",
            "byte Surrogate = 0"
        ),
        new(
            Area.Text,
            "Overlong",
            "accepts overlong forms of two bytes in longer text",
            "Text/Utf8Tables.cs",
            "byte Overlong2 = 1 << 5",
            "byte Overlong2 = 0"
        ),
        new(
            Area.Text,
            "Blocks",
            "checks blocks of long text on their own",
            "Messages/MaskedText.cs",
            "complete += more;",
            "complete = carried + at + block.Length;"
        ),
        new(
            Area.Text,
            "CutCompressedText",
            "accepts compressed text that ends within a code point",
            "Messages/CompressedPieceReader.cs",
            "ended && carry.Count > 0",
            "ended && carry.Count > 3"
        ),
        new(
            Area.Text,
            "CodeOfText",
            "fails the connection with 1002 if text is not UTF-8",
            "Messages/MessageErrors.cs",
            "new(CloseCode.InvalidPayloadData, \"RFC 6455 §8.1\", \"the text",
            "new(CloseCode.ProtocolError, \"RFC 6455 §8.1\", \"the text"
        ),
        new(
            Area.Closing,
            "CutReason",
            "accepts a close reason that ends within a code point",
            Closing,
            "CompletePrefix(reason) != reason.Length",
            "CompletePrefix(reason) == Utf8Text.Invalid"
        ),
        new(Area.Closing, "Code1004", "accepts close code 1004", Codes, "(>= 1000 and <= 1003)", "(>= 1000 and <= 1004)"),
        new(Area.Closing, "Code1015", "accepts close code 1015", Codes, "(>= 1007 and <= 1014)", "(>= 1007 and <= 1015)"),
        new(Area.Closing, "Codes4000", "rejects close codes from 4000", Codes, "(>= 3000 and <= 4999)", "(>= 3000 and <= 3999)"),
        new(Area.Closing, "NoAnswer", "does not answer a close frame", Closing, "HasReply = closing is null", "HasReply = false"),
        new(
            Area.Closing,
            "Answers1000",
            "answers a close frame with 1000, whatever its code",
            Closing,
            "theirs with { Reason = \"\" }",
            "new CloseStatus(CloseCode.NormalClosure, \"\")"
        ),
        new(
            Area.Closing,
            "WaitsForEnd",
            "waits as a server for the end of the transport",
            Closing,
            "connection.Role == Role.Server",
            "connection.Role == Role.Client"
        ),
        new(
            Area.Compression,
            "Takeover",
            "forgets the context of the other end",
            Context,
            "ContextTakeover ? Window.Append(run.Filled, WindowSize.Of(WindowBits)) : Window.Empty",
            "Window.Empty"
        ),
        new(
            Area.Compression,
            "CompressedFragments",
            "takes later fragments of a compressed message as they are",
            Pieces,
            "state.Compressed || header.Rsv1",
            "header.Rsv1"
        ),
        new(
            Area.Compression,
            "FinalBlock",
            "does not skip the padding after a final block",
            Inflater,
            "if (State.FinalBlock) Take(State.BitCount & 7);",
            ""
        ),
        new(
            Area.Compression,
            "Complement",
            "does not check the complement of a stored length",
            Inflater,
            "length != (ushort)~(State.Bits >> 16)",
            "length == 1 && State.BitCount < 0"
        ),
        new(
            Area.Compression,
            "LengthBits",
            "reads a wrong number of extra bits for long matches",
            Alphabet,
            "LastLength - FirstLength ? 0 : (slot - 4) >> 2",
            "LastLength - FirstLength ? 0 : (slot - 3) >> 2"
        ),
        new(
            Area.Compression,
            "Distances",
            "takes a distance for one less",
            Alphabet,
            "slot < 4 ? 1 + slot : 1 + (",
            "slot < 4 ? 1 + slot : 0 + ("
        ),
        new(
            Area.Compression,
            "NearMatch",
            "repeats the wrong bytes in a match that overlaps the window",
            Symbols,
            "history.Slice(history.Length - (distance - written), before)",
            "history.Slice(history.Length - distance, before)"
        ),
        new(
            Area.Compression,
            "TailOnly",
            "does not inflate the last four bytes",
            Context,
            "taken += run.Run(Tail[taken..]);",
            "taken = Tail.Length;"
        ),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
