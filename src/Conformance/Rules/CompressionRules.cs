using static Pure.WebSockets.Conformance.Bound;
using static Pure.WebSockets.Conformance.RuleKeyword;

namespace Pure.WebSockets.Conformance;

/// <summary>RFC 7692: permessage-deflate.</summary>
internal static class CompressionRules
{
    private const string Compressed = "12.* 13.* L.5.1 X.1.* X.2.* X.3.* X.4.* X.6.*";

    private const string OffersLaw = "Section7_1_ParametersOfOffers";
    private const string AnswersLaw = "Section7_1_ParametersOfAnswers";
    private const string WindowsLaw = "Section7_1_2_Windows";
    private const string MessagesLaw = "Section6_MessageProcessing";
    private const string CompressionLaw = "Section7_2_1_Compression";
    private const string DecompressionLaw = "Section7_2_2_Decompression";
    private const string ExamplesLaw = "Section7_2_3_Examples";

    private static readonly RuleTable Rfc = new(7692);

    public static RfcRule[] All { get; } =
    [
        Rfc.May("5#1", Client, "offer several extensions, or several sets of parameters, in the order of its preference"),
        Rfc.Seen(
            "5.1#1",
            Must,
            Server,
            "accept compression with one element that answers one of the offers",
            Compressed,
            "SaysDeflateTwice SaysInventedParameter",
            "Section5_Negotiation"
        ),
        Rfc.Seen(
            "5.1#2",
            Must,
            Client,
            "fail the connection if the answer does not fit any of its offers",
            "X.7.1-10",
            "TakesUnknownParameter TakesRepeatedParameter",
            $"Section5_Negotiation {AnswersLaw}"
        ),
        Rfc.Seen(
            "6#1",
            RuleKeyword.May,
            Both,
            "send messages without compression, although it was agreed to; the other end accepts them",
            "X.1.10-11 X.1.17 X.2.3 X.6.2-3",
            "RefusesPlain PlainEndsContext",
            MessagesLaw
        ),
        Rfc.Seen(
            "6.1#1",
            Must,
            Both,
            "compress the payload of a compressed message, and set RSV1 on its first frame",
            Compressed,
            "CompressesWithoutRsv1 SetsRsv1OnPlain",
            $"{MessagesLaw} {CompressionLaw} Section7_2_1_Ratio"
        ),
        Rfc.Seen("6.1#2", MustNot, Both, "set RSV1 on control frames", "X.2.1-3", "SetsRsv1OnPong", MessagesLaw) with
        {
            IsCheckedInEveryCase = true,
        },
        Rfc.Seen("6.1#3", MustNot, Both, "set RSV1 on continuation frames", Compressed, "SetsRsv1OnContinuation", MessagesLaw),
        Rfc.Seen(
            "6.1#4",
            Must,
            Both,
            "fail the connection at RSV1 on a control frame or on a continuation frame",
            "X.3.1-5",
            "TakesRsv1OnPing TakesRsv1OnContinuation",
            MessagesLaw
        ),
        Rfc.Seen(
            "6.2#1",
            Must,
            Both,
            "decompress the payloads of all frames of a compressed message as one",
            "12.* X.1.1-5 X.1.13-14 X.2.1-4",
            "InflatesFragments PingEndsCompression",
            $"{MessagesLaw} {DecompressionLaw}"
        ),
        Rfc.Seen(
            "7#1",
            Must,
            Server,
            "decline an offer with a parameter that is unknown, repeated or has an invalid value",
            "X.5.1-12 X.6.7",
            "AgreesToUnknownParameter AgreesToRepeatedParameter AgreesToValue RefusesBadOffer",
            OffersLaw
        ),
        Rfc.Seen(
            "7#2",
            Must,
            Client,
            "fail the connection at an answer with a parameter that is unknown, repeated or has an invalid value",
            "X.7.1-10",
            "TakesUnknownParameter TakesRepeatedParameter TakesWindow16",
            AnswersLaw
        ),
        Rfc.May("7.1.1.1#1", Client, "request that the server does not use context takeover"),
        Rfc.Seen(
            "7.1.1.1#2",
            Should,
            Server,
            "support server_no_context_takeover in an offer, and then answer it",
            "X.6.1",
            "SaysNoTakeoverAnswer",
            OffersLaw
        ),
        Rfc.May("7.1.1.1#3", Server, "give up context takeover although the client did not request it"),
        Rfc.May("7.1.1.2#1", Client, "say that it will not use context takeover"),
        Rfc.Seen(
            "7.1.1.2#2",
            Should,
            Client,
            "support client_no_context_takeover in an answer",
            "13.* X.6.1 X.6.4",
            "KeepsContext",
            $"{AnswersLaw} {CompressionLaw}"
        ),
        Rfc.Seen(
            "7.1.2.1#1",
            Must,
            Both,
            "give a window as a number from 8 to 15 without leading zeros",
            "X.5.1-7 X.7.1-5 X.7.10",
            "AgreesToWindow16 AgreesToWindow7 AgreesToLeadingZero AgreesToBareWindow TakesWindow16",
            $"{OffersLaw} {AnswersLaw} {WindowsLaw}"
        ),
        Rfc.Seen(
            "7.1.2.1#2",
            Must,
            Server,
            "answer server_max_window_bits with the same value or a smaller one, or decline the offer",
            "X.6.2-3",
            "SaysWiderWindow",
            OffersLaw
        ),
        Rfc.Seen(
            "7.1.2.2#1",
            MustNot,
            Server,
            "answer with client_max_window_bits if the offer does not have it",
            "X.6.1-6",
            "SaysUnaskedClientWindow",
            OffersLaw
        ),
        Rfc.Seen(
            "7.1.2.2#2",
            Must,
            Both,
            "give client_max_window_bits a value in an answer, and reject an answer without one",
            $"{Compressed} X.7.3 X.7.5",
            "SaysBareClientWindow TakesBareWindow",
            AnswersLaw
        ),
        Rfc.Seen(
            "7.2.1#1",
            Must,
            Both,
            "end a compressed message with an empty block, and leave out the last four bytes of that block",
            Compressed,
            "CutsTooMuch LeavesHalfTheTail LeavesTheTail",
            $"{CompressionLaw} {ExamplesLaw}"
        ),
        Rfc.Seen(
            "7.2.1#2",
            RuleKeyword.May,
            Both,
            "use several blocks, of any type, final or not; the other end reads them",
            "X.1.6-9 X.1.13 X.1.15-16",
            "RefusesFinalBlock RefusesStoredBlock StopsAtFinalBlock ForgetsContextAtFinalBlock",
            $"{DecompressionLaw} {ExamplesLaw}"
        ),
        Rfc.Hidden(
            "7.2.1#3",
            Must,
            Both,
            "fill the last byte of a final block with zeros",
            Unseen.Choice
        ),
        Rfc.Seen(
            "7.2.1#4",
            MustNot,
            Both,
            "refer back further than the agreed window, which is at most 32,768 bytes",
            "13.* X.6.2-3",
            "UsesWiderWindow",
            WindowsLaw
        ),
        Rfc.Seen(
            "7.2.1#5",
            Must,
            Both,
            "begin each message with an empty window if no context takeover was agreed to",
            "13.* X.6.1",
            "KeepsContext",
            CompressionLaw
        ),
        Rfc.May("7.2.1#6", Both, "refer to earlier messages if context takeover was agreed to"),
        Rfc.Seen(
            "7.2.2#1",
            Must,
            Both,
            "append the four bytes that were left out, and decompress the result",
            "X.1.1 X.1.12",
            "RefusesEmptyCompressed",
            $"{DecompressionLaw} {ExamplesLaw}"
        ),
        Rfc.Seen(
            "7.2.2#2",
            Must,
            Both,
            "decompress a message with the window that the earlier ones left, if context takeover was agreed to",
            "12.* 13.* X.1.9 X.1.11 X.1.16-18",
            "ForgetsContext PlainEndsContext",
            $"{DecompressionLaw} {ExamplesLaw}"
        ),
        Rfc.Said(
            "7.2.2#0",
            "A message that cannot be decompressed is not a message",
            "L.5.1 X.4.1-6 X.4.9-10",
            "EchoesGarbage IgnoresGarbage",
            $"{DecompressionLaw} Section3_2_Blocks"
        ),
        Rfc.Said(
            "7.2.3#0",
            "The examples: one frame and several, stored blocks, final blocks, a shared window, two blocks, and an empty message",
            "X.1.* X.2.1-3",
            "RefusesFinalBlock RefusesStoredBlock RefusesEmptyCompressed",
            ExamplesLaw
        ),
        Rfc.Hidden(
            "8#1",
            RuleKeyword.May,
            Intermediary,
            "change the compression of messages, if both of its connections allow the result",
            Unseen.Intermediary
        ),
    ];
}
