using static Pure.WebSockets.Conformance.Bound;
using static Pure.WebSockets.Conformance.RuleKeyword;

namespace Pure.WebSockets.Conformance;

/// <summary>RFC 6455 §5.5.1, §7 and §8: closing, failing a connection, and UTF-8.</summary>
internal static class ClosingRules
{
    private const string Law = "Section7_ClosingHandshake";
    private const string CodeLaw = "Section7_4_CloseCodes";

    private const string Failing = "2.5 3.* 4.* 5.1-2 5.9-18 7.3.2 7.3.6 7.5.1 7.9.* C.1.4-5 C.2.2-6 M.1.* M.2.* M.3.* M.5.*";

    private const string InvalidText =
        "6.3.* 6.4.* 6.6.1 6.6.3-4 6.6.6 6.6.8 6.6.10 6.8.* 6.10.* 6.11.5 6.12.* 6.14.* 6.15.* 6.16.* 6.17.* 6.18.* 6.19.* 6.20.* 6.21.* "
        + "7.5.1 C.2.2-4 U.1.1-3 X.4.7-8 X.4.11";

    /// <summary>The cases with text that is valid and unusual.</summary>
    public const string ValidText =
        "6.1.* 6.2.* 6.5.* 6.6.2 6.6.5 6.6.7 6.6.9 6.6.11 6.7.* 6.9.* 6.11.1-4 6.13.* 6.22.* 6.23.* T.1.10 U.2.1-2";

    private static readonly RuleTable Rfc = new(6455);

    public static RfcRule[] All { get; } =
    [
        Rfc.May("5.5.1#1", Both, "send a close frame with a body"),
        Rfc.Seen(
            "5.5.1#2",
            Must,
            Both,
            "begin the body of a close frame with a status code of two bytes that §7.4 allows",
            "7.3.2 7.9.* C.1.5",
            "TakesHalfACode TakesCode0 TakesCode999 TakesCode1004 TakesCodesBelow3000 SaysHalfACode SwapsCode",
            $"{CodeLaw} Section5_5_ControlFrames"
        ) with
        {
            IsCheckedInEveryCase = true,
        },
        Rfc.May("5.5.1#3", Both, "send a reason in UTF-8 after the status code"),
        Rfc.Hidden("5.5.1#4", MustNot, Client, "show the reason to end users", Unseen.Inside),
        Rfc.Sent(
            "5.5.1#5",
            MustNot,
            Both,
            "send data frames after its close frame",
            "SpeaksAfterClose EchoesAfterClose PongsAfterClose ClosesTwice EchoesHalfMessage",
            "Law06_Silence Section6_1_SendingMisuse",
            "7.1.2-5 C.3.1 C.3.3-5 C.3.8 X.2.4"
        ) with
        {
            Also = "6.1#2-3:MUST",
        },
        Rfc.Seen(
            "5.5.1#6",
            Must,
            Both,
            "answer a close frame with a close frame, unless it has already sent one",
            "7.1.1 7.1.5-6 7.3.1 7.3.3-5 7.7.* C.1.1-3 C.2.1 C.3.*",
            "RefusesCloseInMessage AnswersNoClose DropsAtClose Says1001",
            $"{Law} SmallWorldTests"
        ) with
        {
            IsCheckedInEveryCase = true,
        },
        Rfc.Seen(
            "5.5.1#7",
            Should,
            Both,
            "answer a close frame as soon as possible",
            "7.1.5 C.3.1 C.3.8 X.2.4",
            "ClosesAfterMessage ClosesLate",
            Law
        ),
        Rfc.May("5.5.1#8", Both, "send the rest of its message before it answers a close frame", also: "5.5.1#9"),
        Rfc.Sent(
            "5.5.1#11",
            Must,
            Server,
            "end the transport as soon as both close frames were sent",
            "KeepsTransport EndsLate",
            $"{Law} SmallWorldTests",
            "7.1.1 7.1.6 C.3.7"
        ) with
        {
            Also = "5.5.1#10 7.1.1#3:SHOULD 7.1.1#5:SHOULD 7.1.2#2:SHOULD",
        },
        Rfc.Untested(
            "5.5.1#12",
            Should,
            Client,
            "let the server end the transport first after both close frames",
            "A case would have to delay the end of the transport, and would only find a client that does not wait.",
            Law
        ) with
        {
            Also = "7.1.1#6",
        },
        Rfc.May("5.5.1#13", Client, "end the transport itself if the server does not", also: "7.1.1#4"),
        Rfc.Said(
            "7.1.1#0",
            "An end of the transport ends the connection for both ends, with or without close frames",
            "T.2.1-5",
            "HangsOnEndOfInput",
            Law
        ),
        Rfc.Hidden("7.1.1#1", Should, Both, "end the transport cleanly, with TLS if it is used", Unseen.Tls),
        Rfc.May("7.1.1#2", Both, "end the transport by any means if necessary, such as under attack"),
        Rfc.Hidden("7.1.2#1", Must, Both, "start the closing handshake with a close frame", Unseen.Choice, Law),
        Rfc.Sent(
            "7.1.7#1",
            Must,
            Both,
            "close the connection when it has to fail it",
            "GoesOnAfterFailing",
            $"{Law} Law06_Silence",
            Failing
        ) with
        {
            Also = "7.1.7#3 7.2.1#1 7.2.2#1 7.1.7#7:MUST-NOT",
        },
        Rfc.May("7.1.7#2", Client, "report the problem to the user"),
        Rfc.Hidden("7.1.7#4", Should, Server, "log the problem", Unseen.Inside),
        Rfc.Seen(
            "7.1.7#5",
            Should,
            Both,
            "send a close frame with a suitable status code when it fails an open connection",
            $"{Failing} {InvalidText} X.3.* X.4.*",
            "FailsWith1011 FailsFramesWith1007 FailsTextWith1002 FailsWith1006 FailsWith1000",
            $"{Law} Law03_Total"
        ) with
        {
            Also = "10.7#3",
        },
        Rfc.May("7.1.7#6", Both, "leave out the close frame if the other end probably cannot read it"),
        Rfc.Seen(
            "7.1.7#8",
            ShouldNot,
            Client,
            "close the connection without a reason that the RFC or the application gives",
            "5.19-20 6.4.1-4 C.4.1-4 T.1.8 T.1.11-13",
            "EndsIdle EndsSlowFrame ClosesByItself",
            "SmallWorldTests"
        ) with
        {
            Also = "7.2.1#3 7.3#2",
        },
        Rfc.Seen(
            "7.2.1#2",
            Must,
            Client,
            "fail the connection if the transport is lost",
            "H.4.16 T.2.1-5",
            "HangsOnEndOfInput",
            Law
        ),
        Rfc.Hidden("7.2.3#1", Should, Client, "wait before it connects again after an abnormal closure", Unseen.OtherConnections),
        Rfc.Hidden("7.2.3#2", Should, Client, "wait for a random time before the first attempt", Unseen.OtherConnections),
        Rfc.May("7.2.3#3", Client, "choose the interval of that time"),
        Rfc.Hidden("7.2.3#4", Should, Client, "wait longer before each further attempt", Unseen.OtherConnections),
        Rfc.May("7.3#1", Server, "close the connection whenever it wants to"),
        Rfc.May("7.4#1", Both, "give a reason for closing"),
        Rfc.Seen(
            "7.4.1#1",
            RuleKeyword.May,
            Both,
            "close with one of the defined status codes, which the other end accepts",
            "7.7.1-9 C.1.1-3",
            "RefusesCode1012 RefusesCode1013 RefusesCode1014",
            CodeLaw
        ) with
        {
            Also = "7.4.1#2",
        },
        Rfc.Seen("7.4.1#3", MustNot, Both, "send status code 1005", "7.3.1 7.9.4", "TakesCode1005 Says1005", CodeLaw),
        Rfc.Seen("7.4.1#4", MustNot, Both, "send status code 1006", "7.9.5", "TakesCode1006 Says1006 FailsWith1006", CodeLaw) with
        {
            IsCheckedInEveryCase = true,
        },
        Rfc.Hidden(
            "7.4.1#5",
            Should,
            Client,
            "list the missing extensions in the reason of code 1010",
            Unseen.Choice
        ),
        Rfc.Seen("7.4.1#6", MustNot, Both, "send status code 1015", "C.1.4", "TakesCode1015", CodeLaw),
        Rfc.Said(
            "7.4.2#0",
            "The codes from 3000 to 4999 are free for libraries, frameworks and applications, and those below 1000 are not used",
            "7.7.10-13 7.9.1-3 7.9.6-9 7.13.* C.1.1-3 C.1.5",
            "RefusesCodesFrom3000 RefusesCodesFrom4000",
            CodeLaw
        ),
        Rfc.Said(
            "8.1#0",
            "Text that is UTF-8 is accepted, whatever code points it contains",
            ValidText,
            "RefusesNoncharacters RefusesFourOctets RefusesNul",
            "Section8_1_Text Law08_Text Section4_Utf8"
        ),
        Rfc.Seen(
            "8.1#1",
            Must,
            Both,
            "fail the connection at text that is not UTF-8",
            InvalidText,
            "TakesOverlongForms TakesSurrogates TakesBeyondUnicode TakesLongForms TakesCutText TakesBadReason TakesAnyText ForgetsAtBorder "
                + "TakesAnyCompressedText TakesThreeOfFour ReplacesBadText ChecksSingleFramesOnly "
                + "TakesCutTextAtEmptyFragment TakesCutTextInFragments TakesCutCompressedText SaysBadReason",
            "Section8_1_Text Law08_Text Section4_Utf8 Section4_EverySequence"
        ),
    ];

    public static OtherUse[] Others { get; } = [];
}
