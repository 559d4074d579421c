using static Pure.WebSockets.Conformance.Bound;
using static Pure.WebSockets.Conformance.RuleKeyword;

namespace Pure.WebSockets.Conformance;

/// <summary>RFC 6455 §5 and §6 without close frames: frames, messages, pings and pongs.</summary>
internal static class FramingRules
{
    private const string Fragmented = "5.3-8 5.15 5.19-20 6.1.3 6.2.2-4 10.1.1 L.1.1-2 M.4.1-7 T.1.1-7 U.2.1-2 X.1.2-5 X.1.13 X.2.1-3";

    private const string Pinged =
        "2.1-4 2.6 2.9-11 5.6-8 5.19-20 C.3.6 C.3.8 C.4.3-4 L.2.1 S.1.2 T.1.1-7 U.2.1 X.2.1-3";

    private const string MaskingLaw = "Section5_1_Masking";
    private const string FramingLaw = "Section5_2_BaseFraming";
    private const string FragmentLaw = "Section5_4_Fragmentation";
    private const string ControlLaw = "Section5_5_ControlFrames";

    private static readonly RuleTable Rfc = new(6455);

    public static RfcRule[] All { get; } =
    [
        Rfc.Sent(
            "5.1#1",
            Must,
            Client,
            "mask every frame that it sends",
            "DoesNotMask DoesNotMaskControl DoesNotMaskEmpty",
            "Law02_RoundTrip Section5_7_Examples"
        ) with
        {
            Also = "5.3#1 6.1#8",
        },
        Rfc.Seen(
            "5.1#2",
            Must,
            Server,
            "close the connection when it receives a frame that is not masked",
            "M.1.1-5",
            "TakesUnmasked TakesUnmaskedControl",
            MaskingLaw
        ),
        Rfc.May("5.1#3", Server, "then send a close frame with code 1002"),
        Rfc.Sent("5.1#4", MustNot, Server, "mask a frame that it sends", "Masks", "Law02_RoundTrip"),
        Rfc.Seen("5.1#5", Must, Client, "close the connection when it receives a masked frame", "M.1.1-5", "TakesMasked", MaskingLaw),
        Rfc.May("5.1#6", Client, "then send a close frame with code 1002"),
        Rfc.May("5.1#7", Both, "send data frames at any time between the opening handshake and its close frame"),
        Rfc.Said(
            "5.2#0",
            "A frame has a header of 2 to 14 bytes: FIN, reserved bits, opcode, MASK, the length in 7, 16 or 64 bits, and the masking key",
            "1.* 9.* T.1.1-8 T.1.11-13 M.4.1-7",
            "ReadsSignedLengths ReadsLengthsBackwards LosesOctetAbove125 LosesOctetAbove65535",
            $"{FramingLaw} Section5_7_Examples"
        ),
        Rfc.May("5.2#1", Both, "send a message in one frame, the first and the final fragment at once"),
        Rfc.Sent(
            "5.2#2",
            Must,
            Both,
            "leave the reserved bits 0 unless an extension defines them",
            "SetsRsv1 SetsRsv2 SetsRsv3OnPong",
            "Law07_Duality Section6_MessageProcessing"
        ) with
        {
            Also = "5.2#9-11",
        },
        Rfc.Seen(
            "5.2#3",
            Must,
            Both,
            "fail the connection at a reserved bit that no extension defines",
            "3.* M.5.1-3 X.3.1-7",
            "TakesRsv1 TakesRsv2 TakesRsv3 TakesReservedOnControl",
            FramingLaw
        ),
        Rfc.Seen(
            "5.2#4",
            Must,
            Both,
            "fail the connection at an unknown opcode",
            "4.*",
            "IgnoresDataOpcodes IgnoresControlOpcodes TakesOpcodeForBinary",
            FramingLaw
        ),
        Rfc.Seen(
            "5.2#5",
            Must,
            Both,
            "leave the most significant bit of a length of 64 bits 0",
            "M.3.1-6",
            "TakesTopBit IgnoresTopBit ReadsLowHalfOfLength",
            $"{FramingLaw} Law02_RoundTrip"
        ),
        Rfc.Sent(
            "5.2#6",
            Must,
            Both,
            "encode a length in as few bytes as possible",
            "SaysShortLengthsIn16Bits SaysMiddleLengthsIn64Bits TakesShortLengthIn16Bits TakesMiddleLengthIn64Bits",
            $"{FramingLaw} Law02_RoundTrip",
            "M.2.1-7 M.2.9"
        ),
        Rfc.Hidden(
            "5.2#7",
            Must,
            ExtensionAuthor,
            "specify the length of extension data, or how to calculate it",
            Unseen.ExtensionAuthor
        ),
        Rfc.Hidden("5.2#8", Must, ExtensionAuthor, "specify how the extension is negotiated", Unseen.ExtensionAuthor),
        Rfc.Sent(
            "5.3#2",
            Must,
            Client,
            "choose a new masking key for every frame",
            "MasksWithOneKey MasksWithZeros",
            MaskingLaw,
            "S.1.1-2"
        ) with
        {
            Also = "10.3#1",
        },
        Rfc.Hidden("5.3#3", Must, Client, "derive masking keys from a strong source of entropy", Unseen.Inside),
        Rfc.Sent(
            "5.3#4",
            MustNot,
            Client,
            "let the masking key of one frame show that of the next",
            "CountsKeys MasksWithOneKey",
            cases: "S.1.1-2"
        ),
        Rfc.May("5.4#1", Both, "send control frames within a fragmented message"),
        Rfc.Seen(
            "5.4#2",
            MustNot,
            Both,
            "fragment control frames",
            "5.1-2 C.2.5-6",
            "TakesFragmentedPing TakesFragmentedPong TakesFragmentedClose FragmentsPongs",
            $"{ControlLaw} Law07_Duality"
        ) with
        {
            Also = "5.4#12:MUST 5.5#2",
            IsCheckedInEveryCase = true,
        },
        Rfc.Seen(
            "5.4#3",
            Must,
            Both,
            "deliver the fragments of a message in the order in which they were sent",
            Fragmented,
            "ReversesFragments SwapsFragments LosesMiddleFragment",
            $"{FragmentLaw} Law01_Chop Law07_Duality"
        ),
        Rfc.Seen(
            "5.4#4",
            MustNot,
            Both,
            "interleave the fragments of one message with those of another",
            "5.9-18",
            "TakesMessageWithin TakesStrayContinuation RepeatsOpcode SendsStrayContinuation",
            $"{FragmentLaw} Section6_1_SendingMisuse"
        ) with
        {
            IsCheckedInEveryCase = true,
        },
        Rfc.Seen(
            "5.4#5",
            Must,
            Both,
            "handle control frames within a fragmented message",
            "5.6-8 5.19-20 7.1.5 C.3.1 C.3.8 C.4.3 L.2.1 T.1.1-7 U.2.1 X.2.1-4",
            "PingEndsMessage PongEndsMessage RefusesCloseInMessage PingEndsCodePoint PingEndsCompression",
            $"{FragmentLaw} SmallWorldTests"
        ),
        Rfc.May("5.4#6", Both, "choose any size for fragments"),
        Rfc.Seen(
            "5.4#7",
            Must,
            Both,
            "receive fragmented and unfragmented messages",
            $"1.* 9.* T.1.8-13 C.4.1-2 L.1.3 6.1.1-2 {Fragmented}",
            "EndsAtEmptyFragment EchoesFragments KeepsFragments RefusesManyFragments RefusesLargeMessages StopsAfter32Frames",
            $"{FragmentLaw} Law01_Chop Law07_Duality"
        ),
        Rfc.Hidden(
            "5.4#8",
            MustNot,
            Intermediary,
            "change the fragmentation of a control frame",
            Unseen.Intermediary
        ),
        Rfc.Hidden(
            "5.4#9",
            MustNot,
            Intermediary,
            "change the fragmentation of a message with reserved bits that it does not know",
            Unseen.Intermediary
        ),
        Rfc.Hidden(
            "5.4#10",
            MustNot,
            Intermediary,
            "change the fragmentation if an extension is used that it does not know",
            Unseen.Intermediary
        ),
        Rfc.Hidden(
            "5.4#11",
            MustNot,
            Intermediary,
            "change the fragmentation if it did not see the opening handshake",
            Unseen.Intermediary
        ),
        Rfc.Seen(
            "5.5#1",
            Must,
            Both,
            "send at most 125 bytes in a control frame",
            "2.5 7.3.5-6 M.2.8 M.3.4",
            "TakesLongPing TakesLongClose TakesControlLengthIn16Bits SaysLongReason",
            ControlLaw
        ) with
        {
            IsCheckedInEveryCase = true,
        },
        Rfc.May("5.5.2#1", Both, "send a ping with a payload"),
        Rfc.Seen(
            "5.5.2#2",
            Must,
            Both,
            "answer a ping with a pong that has the same payload, unless it has received a close frame",
            $"{Pinged} 7.1.3 C.3.5",
            "SendsNoPong SendsEmptyPong SendsOtherPong CutsPongAtNul PongsOnce ReversesPongs PingsBack EchoesPings RefusesLargePings",
            $"{ControlLaw} SmallWorldTests"
        ),
        Rfc.Seen(
            "5.5.2#3",
            Should,
            Both,
            "answer a ping as soon as possible",
            Pinged,
            "PongsAfterMessage PongsLate",
            $"{ControlLaw} {FragmentLaw}"
        ),
        Rfc.May("5.5.2#4", Both, "send a ping at any time while the connection is open") with { Laws = "Section5_5_2_KeepAlive" },
        Rfc.May("5.5.3#1", Both, "answer only the latest of several pings"),
        Rfc.Seen(
            "5.5.3#2",
            RuleKeyword.May,
            Both,
            "send an unsolicited pong, to which the other end does not respond",
            "2.7-9 L.1.4 X.2.2",
            "RefusesPongs AnswersPongs",
            ControlLaw
        ),
        Rfc.Said(
            "5.6#0",
            "A data frame carries text, or binary data that the application interprets",
            "1.2.* 9.7.* 9.8.*",
            "SendsBinaryAsText ChecksBinary",
            FragmentLaw
        ),
        Rfc.Seen(
            "5.6#1",
            Must,
            Both,
            "send text that is valid UTF-8 as a whole message; the bytes of a single frame need not be",
            ClosingRules.ValidText,
            "RefusesNoncharacters RefusesFourOctets RefusesNul CutsTextAtNul EndsTextAtEmptyFragment ChecksFragmentsAlone "
                + "DropsByteOrderMark",
            "Section8_1_Text Law08_Text Section4_Utf8"
        ),
        Rfc.Sent(
            "5.8#1",
            Must,
            Both,
            "negotiate extensions during the opening handshake, and use no others",
            "CompressesUnasked",
            "Section5_Negotiation Section6_MessageProcessing"
        ) with
        {
            Also = "9.1#6:MUST-NOT",
        },
        Rfc.Sent(
            "6.1#4",
            Must,
            Both,
            "send data in frames",
            "SaysMarksAsLengths",
            "Law02_RoundTrip"
        ) with
        {
            NoFault = "A peer that sends anything but frames breaks another rule at its first byte.",
        },
        Rfc.May("6.1#5", Both, "send a message in several frames"),
        Rfc.Sent(
            "6.1#6",
            Must,
            Both,
            "begin a message with the opcode of its kind, text or binary",
            "SendsTextAsBinary SendsReservedOpcode SendsBinaryAsText",
            $"{FragmentLaw} Law07_Duality",
            "1.1.* 1.2.*"
        ),
        Rfc.Sent("6.1#7", Must, Both, "set FIN on the last frame of a message", "NeverFinishes", $"{FragmentLaw} Law07_Duality"),
        Rfc.Sent(
            "6.1#9",
            Must,
            Both,
            "send the frames of a message completely, and in time",
            "LosesLastOctet EchoesLate EchoesOnNextFrame DropsEmptyMessages EchoesTwice",
            "Law07_Duality Law13_Answers"
        ),
        Rfc.Seen(
            "6.2#1",
            Must,
            Both,
            "read the incoming bytes as frames, however they are cut and whatever their length",
            "1.* 2.6 2.11 5.5 5.8 6.2.3-4 6.3.2 6.4.3-4 9.* 10.1.1 12.* 13.* C.3.2-7 C.4.4 L.1.1-4 L.2.1 M.2.2-3 M.3.5-6 M.4.1-7 T.1.* "
                + "X.6.2-3",
            "NeedsFrameAtOnce NeedsHeaderAtOnce LosesSecondFrame EndsSlowHeader",
            $"{FramingLaw} Law01_Chop"
        ),
        Rfc.Seen(
            "6.2#3",
            Must,
            Both,
            "take the type of a message from the opcode of its first frame",
            $"1.2.* 6.3.2 6.4.1-2 C.4.3 L.2.1 U.1.1 U.1.3 X.4.11 T.1.12-13 6.1.2 {Fragmented}",
            "ForgetsKind ChecksBinary",
            $"{FragmentLaw} Section8_1_Text"
        ),
        Rfc.Seen(
            "6.2#4",
            Must,
            Both,
            "take the frames after the end of a message for a new message",
            "7.1.1 12.1.11 L.1.3 T.1.1-7 T.1.9 X.2.3",
            "KeepsFragments",
            "SmallWorldTests Law07_Duality"
        ),
        Rfc.May("6.2#5", ExtensionAuthor, "change how data is read, and what ends a message", also: "6.2#6"),
        Rfc.Sent("6.2#7", Must, Server, "unmask the data frames of a client", "UnmasksWholeGroups", MaskingLaw),
    ];

    public static OtherUse[] Others { get; } =
    [
        Rfc.NoRule("6.1#1", "It introduces steps that have rules of their own."),
        Rfc.NoRule("6.2#2", "It refers to §5.5, whose sentences have rules of their own."),
    ];
}
