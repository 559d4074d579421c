namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// What an <see cref="EchoPeer"/> does wrong, one at a time. Each is small, of a kind that implementations had, and can be seen on the
/// wire. This is the table: docs/faults.md is made of it.
/// </summary>
public enum Fault
{
    None,

    [Faulty("opens a connection for another version than 13", Area.Opening, On.Server, "H.2.13")]
    TakesOtherVersion,

    [Faulty("opens a connection without Sec-WebSocket-Version", Area.Opening, On.Server, "H.2.12")]
    TakesNoVersion,

    [Faulty("refuses another version without saying which it knows", Area.Opening, On.Server, "H.2.13")]
    SaysNoVersion,

    [Faulty("opens a connection without Sec-WebSocket-Key", Area.Opening, On.Server, "H.2.7")]
    TakesNoKey,

    [Faulty("takes a key of other than 16 octets", Area.Opening, On.Server, "H.2.9", IsNotStrict = true)]
    TakesKeyOfOtherLength,

    [Faulty("takes a key that is not base64", Area.Opening, On.Server, "H.2.11")]
    TakesKeyNotBase64,

    [Faulty("takes the first of two keys", Area.Opening, On.Server, "S.2.2")]
    TakesTwoKeys,

    [Faulty("opens a connection without Upgrade", Area.Opening, On.Server, "H.2.2")]
    TakesNoUpgrade,

    [Faulty("opens a connection for another upgrade", Area.Opening, On.Server, "H.2.3")]
    TakesOtherUpgrade,

    [Faulty("opens a connection without Connection", Area.Opening, On.Server, "H.2.5")]
    TakesNoConnection,

    [Faulty("opens a connection where Connection does not name the upgrade", Area.Opening, On.Server, "H.2.6")]
    TakesOtherConnection,

    [Faulty("opens a connection for another method than GET", Area.Opening, On.Server, "H.2.16")]
    TakesOtherMethod,

    [Faulty("opens a connection for HTTP/1.0", Area.Opening, On.Server, "H.2.17")]
    TakesHttp10,

    [Faulty("opens a connection without Host", Area.Opening, On.Server, "H.2.1")]
    TakesNoHost,

    [Faulty("takes the first of two Host fields", Area.Opening, On.Server, "S.2.1")]
    TakesTwoHosts,

    [Faulty("does not know a target in absolute form", Area.Opening, On.Server, "H.1.17")]
    RefusesAbsoluteTarget,

    [Faulty("takes white space between the name of a field and its colon", Area.Opening, On.Server, "H.2.19")]
    TakesSpaceBeforeColon,

    [Faulty(
        "takes a line without a colon for a field without a value",
        Area.Opening,
        On.Both,
        "H.2.20",
        CaughtByAsClient = "H.4.14",
        IsNotStrict = true
    )]
    TakesLineWithoutColon,

    [Faulty("knows the names of fields in one spelling only", Area.Opening, On.Both, "H.1.1", CaughtByAsClient = "H.3.1")]
    NeedsExactNames,

    [Faulty("knows the value of Upgrade in one spelling only", Area.Opening, On.Both, "1.1.1", CaughtByAsClient = "H.3.3")]
    NeedsExactUpgrade,

    [Faulty("knows the token of Connection in one spelling only", Area.Opening, On.Both, "H.1.6", CaughtByAsClient = "H.3.4")]
    NeedsExactConnection,

    [Faulty("wants Connection to say nothing but the upgrade", Area.Opening, On.Both, "H.1.5", CaughtByAsClient = "H.3.5")]
    NeedsConnectionAlone,

    [Faulty("looks at the first Connection field only", Area.Opening, On.Both, "H.1.7", CaughtByAsClient = "H.3.14")]
    NeedsFirstConnection,

    [Faulty("wants a space behind a field's colon", Area.Opening, On.Both, "H.1.8", CaughtByAsClient = "H.3.10")]
    NeedsSpaceBehindColon,

    [Faulty("takes white space behind a value for a part of it", Area.Opening, On.Both, "H.1.9", CaughtByAsClient = "H.3.15")]
    KeepsSpaceBehindValue,

    [Faulty("cannot take a head in two pieces", Area.Opening, On.Both, "H.1.15", CaughtByAsClient = "H.3.12", NeedsPieces = true)]
    NeedsHeadAtOnce,

    [Faulty("loses the octets that come with the head", Area.Opening, On.Client, "H.3.13")]
    LosesOctetsBehindHead,

    [Faulty("answers as soon as it has read the fields it wants, before the head is complete", Area.Opening, On.Server, "H.2.24")]
    AnswersEarly,

    [Faulty("says nothing to a wrong request, and waits", Area.Opening, On.Server, "H.2.1")]
    HangsOnBadRequest,

    [Faulty("refuses a request that offers an extension it does not know", Area.Opening, On.Server, "H.1.13", IsNotStrict = true)]
    RefusesUnknownExtension,

    [Faulty("answers without Sec-WebSocket-Accept", Area.Opening, On.Server, "1.1.1")]
    SaysNoAccept,

    [Faulty("makes Sec-WebSocket-Accept of the key alone", Area.Opening, On.Server, "1.1.1")]
    SaysWrongAccept,

    [Faulty("makes Sec-WebSocket-Accept of the key's 16 octets in place of its text", Area.Opening, On.Server, "1.1.1")]
    HashesDecodedKey,

    [Faulty("says Sec-WebSocket-Accept twice", Area.Opening, On.Server, "1.1.1")]
    SaysAcceptTwice,

    [Faulty("answers with a subprotocol that was not offered", Area.Opening, On.Server, "1.1.1")]
    SaysUnofferedProtocol,

    [Faulty("answers with all subprotocols that were offered", Area.Opening, On.Server, "H.1.14")]
    SaysAllProtocols,

    [Faulty("answers with a subprotocol in other letters than it was offered in", Area.Opening, On.Server, "H.1.14")]
    SaysProtocolInCapitals,

    [Faulty("answers with an extension that was not offered", Area.Opening, On.Server, "1.1.1")]
    SaysUnofferedExtension,

    [Faulty("opens a connection with status 200", Area.Opening, On.Server, "1.1.1")]
    SaysStatus200,

    [Faulty("opens a connection with HTTP/1.0", Area.Opening, On.Server, "1.1.1")]
    SaysHttp10,

    [Faulty("answers without Upgrade", Area.Opening, On.Server, "1.1.1")]
    SaysNoUpgrade,

    [Faulty("answers without Connection", Area.Opening, On.Server, "1.1.1")]
    SaysNoConnection,

    [Faulty("ends the lines of its head with LF alone", Area.Opening, On.Both, "1.1.1")]
    EndsLinesWithLineFeed,

    [Faulty("asks with POST", Area.Opening, On.Client, "1.1.1")]
    AsksWithPost,

    [Faulty("asks with HTTP/1.0", Area.Opening, On.Client, "1.1.1")]
    AsksWithHttp10,

    [Faulty("asks without Host", Area.Opening, On.Client, "1.1.1")]
    AsksWithoutHost,

    [Faulty("asks without Upgrade", Area.Opening, On.Client, "1.1.1")]
    AsksWithoutUpgrade,

    [Faulty("asks without Connection", Area.Opening, On.Client, "1.1.1")]
    AsksWithoutConnection,

    [Faulty("asks without Sec-WebSocket-Version", Area.Opening, On.Client, "1.1.1")]
    AsksWithoutVersion,

    [Faulty("asks for version 8", Area.Opening, On.Client, "1.1.1")]
    AsksForOtherVersion,

    [Faulty("asks with a key of 15 octets", Area.Opening, On.Client, "1.1.1")]
    AsksWithShortKey,

    [Faulty("asks with a key that is not base64", Area.Opening, On.Client, "1.1.1")]
    AsksWithKeyNotBase64,

    [Faulty("asks with the example of the RFC as its key", Area.Opening, On.Client, "S.1.1")]
    AsksWithSampleKey,

    [Faulty("asks with a key of zeros", Area.Opening, On.Client, "S.1.1")]
    AsksWithZeroKey,

    [Faulty("goes on whatever the status of the answer", Area.Opening, On.Client, "H.4.8")]
    TakesAnyStatus,

    [Faulty("takes an answer without Sec-WebSocket-Accept", Area.Opening, On.Client, "H.4.2")]
    TakesNoAccept,

    [Faulty("takes a wrong Sec-WebSocket-Accept", Area.Opening, On.Client, "H.4.1")]
    TakesWrongAccept,

    [Faulty("compares Sec-WebSocket-Accept without regard to capitals", Area.Opening, On.Client, "H.4.17")]
    TakesAcceptInAnyLetters,

    [Faulty("takes an answer without Upgrade", Area.Opening, On.Client, "H.4.4")]
    TakesAnswerWithoutUpgrade,

    [Faulty("takes an answer with another upgrade", Area.Opening, On.Client, "H.4.5")]
    TakesAnswerWithOtherUpgrade,

    [Faulty("takes an answer without Connection", Area.Opening, On.Client, "H.4.6")]
    TakesAnswerWithoutConnection,

    [Faulty("takes a subprotocol that it did not ask for", Area.Opening, On.Client, "H.4.11")]
    TakesUnaskedProtocol,

    [Faulty("takes an extension that it did not ask for", Area.Opening, On.Client, "H.4.12")]
    TakesUnaskedExtension,

    [Faulty("takes an interim response for the answer", Area.Opening, On.Client, "H.3.11")]
    StopsAtInterimResponse,

    [Faulty("takes RSV1 where no extension gives it a meaning", Area.Framing, On.Both, "3.4")]
    TakesRsv1,

    [Faulty("takes RSV2", Area.Framing, On.Both, "3.2")]
    TakesRsv2,

    [Faulty("takes RSV3", Area.Framing, On.Both, "3.1")]
    TakesRsv3,

    [Faulty("takes reserved bits on a control frame", Area.Framing, On.Both, "X.3.1")]
    TakesReservedOnControl,

    [Faulty("passes over frames with a reserved data opcode", Area.Framing, On.Both, "4.1.1")]
    IgnoresDataOpcodes,

    [Faulty("passes over frames with a reserved control opcode", Area.Framing, On.Both, "4.2.1")]
    IgnoresControlOpcodes,

    [Faulty("takes a reserved data opcode for binary", Area.Framing, On.Both, "4.1.2")]
    TakesOpcodeForBinary,

    [Faulty("takes a ping with FIN clear", Area.Framing, On.Both, "5.1")]
    TakesFragmentedPing,

    [Faulty("takes a pong with FIN clear", Area.Framing, On.Both, "C.2.6", IsNotStrict = true)]
    TakesFragmentedPong,

    [Faulty("takes a close frame with FIN clear", Area.Framing, On.Both, "C.2.5", IsNotStrict = true)]
    TakesFragmentedClose,

    [Faulty("takes a ping of more than 125 octets", Area.Framing, On.Both, "2.5")]
    TakesLongPing,

    [Faulty("takes a close frame of more than 125 octets", Area.Framing, On.Both, "7.3.6")]
    TakesLongClose,

    [Faulty("sets RSV1 without an extension", Area.Framing, On.Both, "1.1.1")]
    SetsRsv1,

    [Faulty("sets RSV2", Area.Framing, On.Both, "1.1.1")]
    SetsRsv2,

    [Faulty("sets RSV3 on pongs", Area.Framing, On.Both, "2.1")]
    SetsRsv3OnPong,

    [Faulty("sends with a reserved opcode", Area.Framing, On.Both, "1.1.1")]
    SendsReservedOpcode,

    [Faulty("sends a pong in two frames", Area.Framing, On.Both, "2.2")]
    FragmentsPongs,

    [Faulty("sends a message as a continuation that continues nothing", Area.Framing, On.Both, "1.1.1")]
    SendsStrayContinuation,

    [Faulty("begins each fragment with the opcode of the message", Area.Framing, On.Both, "1.1.2")]
    RepeatsOpcode,

    [Faulty("leaves FIN clear on the last frame of a message", Area.Framing, On.Both, "1.1.1")]
    NeverFinishes,

    [Faulty("cannot take a frame in pieces", Area.Framing, On.Both, "T.1.8")]
    NeedsFrameAtOnce,

    [Faulty("cannot take a frame's header in pieces", Area.Framing, On.Both, "T.1.11")]
    NeedsHeaderAtOnce,

    [Faulty("loses the second frame that comes with another", Area.Framing, On.Both, "T.1.9")]
    LosesSecondFrame,

    [Faulty("takes a frame that is not masked", Area.Lengths, On.Server, "M.1.1")]
    TakesUnmasked,

    [Faulty("takes a control frame that is not masked", Area.Lengths, On.Server, "M.1.2")]
    TakesUnmaskedControl,

    [Faulty("takes a masked frame", Area.Lengths, On.Client, "M.1.1")]
    TakesMasked,

    [Faulty("masks its frames", Area.Lengths, On.Server, "1.1.1")]
    Masks,

    [Faulty("does not mask its frames", Area.Lengths, On.Client, "1.1.1")]
    DoesNotMask,

    [Faulty("does not mask its control frames", Area.Lengths, On.Client, "2.1")]
    DoesNotMaskControl,

    [Faulty("does not mask empty frames", Area.Lengths, On.Client, "1.1.1")]
    DoesNotMaskEmpty,

    [Faulty("masks all frames with the same key", Area.Lengths, On.Client, "S.1.1")]
    MasksWithOneKey,

    [Faulty("masks with a key of zeros", Area.Lengths, On.Client, "S.1.1")]
    MasksWithZeros,

    [Faulty("masks with keys that count up", Area.Lengths, On.Client, "S.1.1")]
    CountsKeys,

    [Faulty("unmasks whole groups of four octets only", Area.Lengths, On.Server, "1.1.2")]
    UnmasksWholeGroups,

    [Faulty("says short lengths in two octets", Area.Lengths, On.Both, "1.1.1")]
    SaysShortLengthsIn16Bits,

    [Faulty("says middle lengths in eight octets", Area.Lengths, On.Both, "1.1.3")]
    SaysMiddleLengthsIn64Bits,

    [Faulty("says lengths of 126 and 127 in seven bits", Area.Lengths, On.Both, "1.1.3")]
    SaysMarksAsLengths,

    [Faulty("takes a short length in two octets", Area.Lengths, On.Both, "M.2.1", IsNotStrict = true)]
    TakesShortLengthIn16Bits,

    [Faulty("takes a middle length in eight octets", Area.Lengths, On.Both, "M.2.4", IsNotStrict = true)]
    TakesMiddleLengthIn64Bits,

    [Faulty("takes the length of a control frame in two octets", Area.Lengths, On.Both, "M.2.8", IsNotStrict = true)]
    TakesControlLengthIn16Bits,

    [Faulty("takes a length with its first bit set", Area.Lengths, On.Both, "M.3.1", IsNotStrict = true)]
    TakesTopBit,

    [Faulty("reads the low half of a length in eight octets only", Area.Lengths, On.Both, "M.3.6")]
    ReadsLowHalfOfLength,

    [Faulty("ignores the first bit of a length in eight octets", Area.Lengths, On.Both, "M.3.5")]
    IgnoresTopBit,

    [Faulty("takes lengths from 32,768 to 65,535 for negative", Area.Lengths, On.Both, "1.1.6")]
    ReadsSignedLengths,

    [Faulty("reads lengths with their last octet first", Area.Lengths, On.Both, "1.1.3")]
    ReadsLengthsBackwards,

    [Faulty("loses the last octet of a message of more than 125", Area.Lengths, On.Both, "1.1.3")]
    LosesOctetAbove125,

    [Faulty("loses the last octet of a message of more than 65,535", Area.Lengths, On.Both, "1.1.7")]
    LosesOctetAbove65535,

    [Faulty("takes a continuation that continues nothing", Area.Messages, On.Both, "5.9")]
    TakesStrayContinuation,

    [Faulty("takes a new message within another", Area.Messages, On.Both, "5.18")]
    TakesMessageWithin,

    [Faulty("sends each message twice", Area.Messages, On.Both, "7.1.1")]
    EchoesTwice,

    [Faulty("does not send empty messages", Area.Messages, On.Both, "1.1.1")]
    DropsEmptyMessages,

    [Faulty("loses the last octet of a message", Area.Messages, On.Both, "1.1.2")]
    LosesLastOctet,

    [Faulty("sends text as binary", Area.Messages, On.Both, "1.1.1")]
    SendsTextAsBinary,

    [Faulty("sends binary as text", Area.Messages, On.Both, "1.2.1")]
    SendsBinaryAsText,

    [Faulty("puts the fragments of the last message before the next one", Area.Messages, On.Both, "12.1.11")]
    KeepsFragments,

    [Faulty("joins fragments the last one first", Area.Messages, On.Both, "5.3")]
    ReversesFragments,

    [Faulty("swaps the first two of three fragments or more", Area.Messages, On.Both, "5.19")]
    SwapsFragments,

    [Faulty("loses a fragment that is neither first nor last", Area.Messages, On.Both, "6.1.3")]
    LosesMiddleFragment,

    [Faulty("takes each fragment for a message", Area.Messages, On.Both, "5.3")]
    EchoesFragments,

    [Faulty("takes an empty fragment for the last one", Area.Messages, On.Both, "6.1.3")]
    EndsAtEmptyFragment,

    [Faulty("forgets in a fragmented message that it is text", Area.Messages, On.Both, "5.3")]
    ForgetsKind,

    [Faulty("loses what came of a message when a ping comes", Area.Messages, On.Both, "5.6")]
    PingEndsMessage,

    [Faulty("loses what came of a message when a pong comes", Area.Messages, On.Both, "X.2.2")]
    PongEndsMessage,

    [Faulty("answers no ping", Area.Messages, On.Both, "2.1")]
    SendsNoPong,

    [Faulty("sends pongs without payload", Area.Messages, On.Both, "2.2")]
    SendsEmptyPong,

    [Faulty("sends pongs with another payload", Area.Messages, On.Both, "2.2")]
    SendsOtherPong,

    [Faulty("ends the payload of a pong at a NUL", Area.Messages, On.Both, "2.3")]
    CutsPongAtNul,

    [Faulty("answers pings only when the message under way is whole", Area.Messages, On.Both, "5.19")]
    PongsAfterMessage,

    [Faulty("answers pings in reverse order", Area.Messages, On.Both, "2.10")]
    ReversesPongs,

    [Faulty("answers the first ping only", Area.Messages, On.Both, "2.10")]
    PongsOnce,

    [Faulty("answers a ping with a ping", Area.Messages, On.Both, "2.1")]
    PingsBack,

    [Faulty("takes a ping for a message", Area.Messages, On.Both, "2.1")]
    EchoesPings,

    [Faulty("answers a pong with a pong", Area.Messages, On.Both, "2.9")]
    AnswersPongs,

    [Faulty("fails the connection at a pong it did not ask for", Area.Messages, On.Both, "2.7")]
    RefusesPongs,

    [Faulty("sends a message of its own when the connection is open", Area.Messages, On.Both, "1.1.1")]
    Greets,

    [Faulty("closes by itself behind its first message", Area.Messages, On.Both, "1.1.1", CaughtByAsClient = "3.2")]
    ClosesByItself,

    [Faulty("does not look whether text is UTF-8", Area.Text, On.Both, "6.3.1")]
    TakesAnyText,

    [Faulty("takes overlong forms", Area.Text, On.Both, "6.17.1")]
    TakesOverlongForms,

    [Faulty("takes surrogates", Area.Text, On.Both, "6.20.1")]
    TakesSurrogates,

    [Faulty("takes code points beyond U+10FFFF", Area.Text, On.Both, "6.11.5")]
    TakesBeyondUnicode,

    [Faulty("takes forms of five and six octets", Area.Text, On.Both, "6.8.1")]
    TakesLongForms,

    [Faulty("takes text that ends within a code point", Area.Text, On.Both, "6.6.1")]
    TakesCutText,

    [Faulty("does not look at code points that are cut by the border of a fragment", Area.Text, On.Both, "6.3.2")]
    ForgetsAtBorder,

    [Faulty("does not look at text in fragments", Area.Text, On.Both, "6.3.2")]
    ChecksSingleFramesOnly,

    [Faulty("refuses text whose fragments end within a code point", Area.Text, On.Both, "6.2.3")]
    ChecksFragmentsAlone,

    [Faulty("puts U+FFFD where text is no UTF-8", Area.Text, On.Both, "6.3.1")]
    ReplacesBadText,

    [Faulty("refuses non-characters", Area.Text, On.Both, "6.22.1")]
    RefusesNoncharacters,

    [Faulty("refuses code points of four octets", Area.Text, On.Both, "6.5.4")]
    RefusesFourOctets,

    [Faulty("refuses NUL in text", Area.Text, On.Both, "6.7.1")]
    RefusesNul,

    [Faulty("ends text at a NUL", Area.Text, On.Both, "6.7.1")]
    CutsTextAtNul,

    [Faulty("drops a byte order mark in front of text", Area.Text, On.Both, "T.1.10", IsNotStrict = true)]
    DropsByteOrderMark,

    [Faulty("wants binary messages to be UTF-8", Area.Text, On.Both, "1.2.2")]
    ChecksBinary,

    [Faulty("does not answer a close frame", Area.Closing, On.Both, "7.3.3")]
    AnswersNoClose,

    [Faulty("ends the transport at a close frame, without an answer", Area.Closing, On.Both, "7.3.3")]
    DropsAtClose,

    [Faulty("answers an empty close frame with 1005", Area.Closing, On.Both, "7.3.1")]
    Says1005,

    [Faulty("answers a close frame with 1001, whatever it says", Area.Closing, On.Both, "7.3.3")]
    Says1001,

    [Faulty("answers a close frame with 1006", Area.Closing, On.Both, "7.3.3")]
    Says1006,

    [Faulty("answers a close frame with half a code", Area.Closing, On.Both, "7.3.3")]
    SaysHalfACode,

    [Faulty("answers a close frame with a code whose octets are swapped", Area.Closing, On.Both, "7.3.3")]
    SwapsCode,

    [Faulty("answers a close frame with a reason of 124 octets", Area.Closing, On.Both, "7.3.3")]
    SaysLongReason,

    [Faulty("answers a close frame with a reason that is no UTF-8", Area.Closing, On.Both, "7.3.3")]
    SaysBadReason,

    [Faulty("fails the connection with 1006", Area.Closing, On.Both, "3.1")]
    FailsWith1006,

    [Faulty("fails the connection with 1000", Area.Closing, On.Both, "3.1")]
    FailsWith1000,

    [Faulty("fails the connection with 1011 where a frame is wrong", Area.Closing, On.Both, "3.1")]
    FailsWith1011,

    [Faulty("fails the connection with 1002 where text is no UTF-8", Area.Closing, On.Both, "6.3.1")]
    FailsTextWith1002,

    [Faulty("fails the connection with 1007 where a frame is wrong", Area.Closing, On.Both, "3.1")]
    FailsFramesWith1007,

    [Faulty("goes on as before when it has failed the connection", Area.Closing, On.Server, "3.2")]
    GoesOnAfterFailing,

    [Faulty("keeps the transport when the closing handshake is done", Area.Closing, On.Server, "1.1.1")]
    KeepsTransport,

    [Faulty("answers messages behind its close frame", Area.Closing, On.Server, "7.1.4")]
    EchoesAfterClose,

    [Faulty("answers pings behind its close frame", Area.Closing, On.Server, "7.1.3")]
    PongsAfterClose,

    [Faulty("sends a message behind its close frame", Area.Closing, On.Both, "7.3.3", CaughtByAsClient = "C.1.1")]
    SpeaksAfterClose,

    [Faulty("sends its close frame twice", Area.Closing, On.Both, "C.1.1")]
    ClosesTwice,

    [Faulty("sends what came of a message when a close frame comes in its middle", Area.Closing, On.Both, "7.1.5")]
    EchoesHalfMessage,

    [Faulty("answers a close frame only when the message under way is whole", Area.Closing, On.Both, "7.1.5")]
    ClosesAfterMessage,

    [Faulty("takes a close frame in the middle of a message for an error", Area.Closing, On.Both, "7.1.5")]
    RefusesCloseInMessage,

    [Faulty("takes a close frame of one octet", Area.Closing, On.Both, "7.3.2")]
    TakesHalfACode,

    [Faulty("takes a close reason that is no UTF-8", Area.Closing, On.Both, "7.5.1")]
    TakesBadReason,

    [Faulty("takes close code 0", Area.Closing, On.Both, "7.9.1")]
    TakesCode0,

    [Faulty("takes close code 999", Area.Closing, On.Both, "7.9.2")]
    TakesCode999,

    [Faulty("takes close code 1004", Area.Closing, On.Both, "7.9.3")]
    TakesCode1004,

    [Faulty("takes close code 1005", Area.Closing, On.Both, "7.9.4")]
    TakesCode1005,

    [Faulty("takes close code 1006", Area.Closing, On.Both, "7.9.5")]
    TakesCode1006,

    [Faulty("takes close code 1015", Area.Closing, On.Both, "C.1.4")]
    TakesCode1015,

    [Faulty("takes close codes from 1016 to 2999", Area.Closing, On.Both, "7.9.6")]
    TakesCodesBelow3000,

    [Faulty("refuses close code 1012", Area.Closing, On.Both, "C.1.1", IsNotStrict = true)]
    RefusesCode1012,

    [Faulty("refuses close code 1013", Area.Closing, On.Both, "C.1.2", IsNotStrict = true)]
    RefusesCode1013,

    [Faulty("refuses close code 1014", Area.Closing, On.Both, "C.1.3", IsNotStrict = true)]
    RefusesCode1014,

    [Faulty("refuses close codes from 3000", Area.Closing, On.Both, "7.7.10")]
    RefusesCodesFrom3000,

    [Faulty("refuses close codes from 4000", Area.Closing, On.Both, "7.7.12")]
    RefusesCodesFrom4000,

    [Faulty("waits on when the other end says no more", Area.Closing, On.Both, "T.2.1", IsNotStrict = true)]
    HangsOnEndOfInput,

    [Faulty("agrees to an unknown parameter", Area.Compression, On.Server, "X.5.10")]
    AgreesToUnknownParameter,

    [Faulty("agrees to a parameter that is there twice", Area.Compression, On.Server, "X.5.12")]
    AgreesToRepeatedParameter,

    [Faulty("agrees to a window of 16 bits", Area.Compression, On.Server, "X.5.1")]
    AgreesToWindow16,

    [Faulty("agrees to a window of 7 bits", Area.Compression, On.Server, "X.5.2")]
    AgreesToWindow7,

    [Faulty("agrees to a window written with a zero in front", Area.Compression, On.Server, "X.5.3")]
    AgreesToLeadingZero,

    [Faulty("agrees to server_max_window_bits without a value", Area.Compression, On.Server, "X.5.4")]
    AgreesToBareWindow,

    [Faulty("agrees to server_no_context_takeover with a value", Area.Compression, On.Server, "X.5.8")]
    AgreesToValue,

    [Faulty("refuses the connection for an offer that it must only decline", Area.Compression, On.Server, "X.5.1", IsNotStrict = true)]
    RefusesBadOffer,

    [Faulty("names a window for a client that did not say it can be told", Area.Compression, On.Server, "X.6.5")]
    SaysUnaskedClientWindow,

    [Faulty("answers with client_max_window_bits without a value", Area.Compression, On.Server, "12.1.1")]
    SaysBareClientWindow,

    [Faulty("answers with a wider window than was asked for", Area.Compression, On.Server, "X.6.2")]
    SaysWiderWindow,

    [Faulty("answers without the server_no_context_takeover that was asked for", Area.Compression, On.Server, "X.6.1")]
    SaysNoTakeoverAnswer,

    [Faulty("answers with permessage-deflate twice", Area.Compression, On.Server, "12.1.1")]
    SaysDeflateTwice,

    [Faulty("answers with a parameter that does not exist", Area.Compression, On.Server, "12.1.1")]
    SaysInventedParameter,

    [Faulty("takes an answer with an unknown parameter", Area.Compression, On.Client, "X.7.7")]
    TakesUnknownParameter,

    [Faulty("takes an answer with a parameter twice", Area.Compression, On.Client, "X.7.8")]
    TakesRepeatedParameter,

    [Faulty("takes an answer with a window of 16 bits", Area.Compression, On.Client, "X.7.1")]
    TakesWindow16,

    [Faulty("takes an answer with a window without its bits", Area.Compression, On.Client, "X.7.3")]
    TakesBareWindow,

    [Faulty("compresses where it was not agreed to", Area.Compression, On.Client, "1.1.2")]
    CompressesUnasked,

    [Faulty("takes over its context where it agreed not to", Area.Compression, On.Both, "13.2.5")]
    KeepsContext,

    [Faulty("refers back further than was agreed", Area.Compression, On.Both, "13.3.5")]
    UsesWiderWindow,

    [Faulty("forgets the context of the other end", Area.Compression, On.Both, "12.1.5")]
    ForgetsContext,

    [Faulty("sends a compressed message without RSV1", Area.Compression, On.Both, "12.2.1")]
    CompressesWithoutRsv1,

    [Faulty("sends RSV1 on a message that is not compressed", Area.Compression, On.Both, "12.2.1")]
    SetsRsv1OnPlain,

    [Faulty("sends RSV1 on continuations too", Area.Compression, On.Both, "12.2.1")]
    SetsRsv1OnContinuation,

    [Faulty("sends RSV1 on pongs", Area.Compression, On.Both, "X.2.1")]
    SetsRsv1OnPong,

    [Faulty("cuts five octets off in place of the last four", Area.Compression, On.Both, "12.1.5")]
    CutsTooMuch,

    [Faulty("leaves the first two of the last four octets", Area.Compression, On.Both, "12.1.5")]
    LeavesHalfTheTail,

    [Faulty("leaves the last four octets", Area.Compression, On.Both, "12.1.5")]
    LeavesTheTail,

    [Faulty("refuses a final block", Area.Compression, On.Both, "X.1.7")]
    RefusesFinalBlock,

    [Faulty("reads nothing behind a final block", Area.Compression, On.Both, "X.1.15", IsNotStrict = true)]
    StopsAtFinalBlock,

    [Faulty("forgets its context at a final block", Area.Compression, On.Both, "X.1.16", IsNotStrict = true)]
    ForgetsContextAtFinalBlock,

    [Faulty("refuses stored blocks", Area.Compression, On.Both, "X.1.6")]
    RefusesStoredBlock,

    [Faulty("refuses an empty compressed message", Area.Compression, On.Both, "X.1.12")]
    RefusesEmptyCompressed,

    [Faulty("forgets at a ping that the message under way is compressed", Area.Compression, On.Both, "X.2.1")]
    PingEndsCompression,

    [Faulty("takes RSV1 on a ping", Area.Compression, On.Both, "X.3.1")]
    TakesRsv1OnPing,

    [Faulty("takes RSV1 on a continuation", Area.Compression, On.Both, "X.3.4")]
    TakesRsv1OnContinuation,

    [Faulty("takes what cannot be inflated for the message", Area.Compression, On.Both, "X.4.10")]
    EchoesGarbage,

    [Faulty("passes over what cannot be inflated", Area.Compression, On.Both, "X.4.2", IsNotStrict = true)]
    IgnoresGarbage,

    [Faulty("does not look whether compressed text is UTF-8", Area.Compression, On.Both, "X.4.7")]
    TakesAnyCompressedText,

    [Faulty("refuses messages that are not compressed", Area.Compression, On.Both, "X.1.10")]
    RefusesPlain,

    [Faulty("forgets its context at a message that is not compressed", Area.Compression, On.Both, "X.1.17")]
    PlainEndsContext,

    [Faulty("inflates each fragment on its own", Area.Compression, On.Both, "12.1.11")]
    InflatesFragments,

    [Faulty("inflates without any limit", Area.Compression, On.Both, "L.5.1", IsNotStrict = true)]
    InflatesWithoutLimit,

    [Faulty("sends a message three seconds later", Area.Timing, On.Both, "1.1.1")]
    EchoesLate,

    [Faulty("answers a ping three seconds later", Area.Timing, On.Both, "2.1")]
    PongsLate,

    [Faulty("answers a close frame three seconds later", Area.Timing, On.Both, "7.3.3")]
    ClosesLate,

    [Faulty("ends the transport three seconds after the closing handshake", Area.Timing, On.Server, "1.1.1")]
    EndsLate,

    [Faulty("answers a request six seconds later", Area.Timing, On.Server, "1.1.1")]
    OpensLate,

    [Faulty("sends a message only when the next frame comes", Area.Timing, On.Both, "1.1.1")]
    EchoesOnNextFrame,

    [Faulty("ends the transport after half a second without a frame", Area.Timing, On.Both, "5.19")]
    EndsIdle,

    [Faulty("ends the transport when a frame takes more than half a second", Area.Timing, On.Both, "6.4.3")]
    EndsSlowFrame,

    [Faulty("ends the transport when a frame's header takes more than half a second", Area.Timing, On.Both, "T.1.11")]
    EndsSlowHeader,

    [Faulty("takes no message of more than 65,535 octets", Area.Limits, On.Both, "1.1.7")]
    RefusesLargeMessages,

    [Faulty("takes no more than 16 fragments a message", Area.Limits, On.Both, "10.1.1")]
    RefusesManyFragments,

    [Faulty("stops after 32 frames", Area.Limits, On.Both, "10.1.1")]
    StopsAfter32Frames,

    [Faulty("takes no ping of more than 100 octets", Area.Limits, On.Both, "2.4")]
    RefusesLargePings,

    [Faulty("ends the transport at a head of more than 1,024 octets, without an answer", Area.Limits, On.Server, "H.1.11")]
    DropsLargeHeads,
}
