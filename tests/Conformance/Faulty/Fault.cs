namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A fault of an <see cref="EchoPeer"/>. Each is small, of a kind that implementations had, and visible on the wire. docs/faults.md is
/// generated from this table.
/// </summary>
public enum Fault
{
    None,

    [Faulty("opens a connection for another version than 13", Area.Opening, On.Server, "H.2.13")]
    TakesOtherVersion,

    [Faulty("opens a connection without Sec-WebSocket-Version", Area.Opening, On.Server, "H.2.12")]
    TakesNoVersion,

    [Faulty("rejects another version without naming the supported one", Area.Opening, On.Server, "H.2.13")]
    SaysNoVersion,

    [Faulty("opens a connection without Sec-WebSocket-Key", Area.Opening, On.Server, "H.2.7")]
    TakesNoKey,

    [Faulty("accepts a key of other than 16 bytes", Area.Opening, On.Server, "H.2.9", IsNotStrict = true)]
    TakesKeyOfOtherLength,

    [Faulty("accepts a key that is not base64", Area.Opening, On.Server, "H.2.11")]
    TakesKeyNotBase64,

    [Faulty("uses the first of two keys", Area.Opening, On.Server, "S.2.2")]
    TakesTwoKeys,

    [Faulty("uses the first of two versions", Area.Opening, On.Server, "S.2.3", IsNotStrict = true)]
    TakesTwoVersions,

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

    [Faulty("opens a connection for a request line of one word", Area.Opening, On.Server, "H.2.18", IsNotStrict = true)]
    TakesAnyRequestLine,

    [Faulty("opens a connection without Host", Area.Opening, On.Server, "H.2.1")]
    TakesNoHost,

    [Faulty("uses the first of two Host fields", Area.Opening, On.Server, "S.2.1")]
    TakesTwoHosts,

    [Faulty("does not support a target in absolute form", Area.Opening, On.Server, "H.1.17")]
    RefusesAbsoluteTarget,

    [Faulty("accepts white space between the name of a field and its colon", Area.Opening, On.Server, "H.2.19")]
    TakesSpaceBeforeColon,

    [Faulty(
        "accepts a line without a colon for a field without a value",
        Area.Opening,
        On.Both,
        "H.2.20",
        CaughtByAsClient = "H.4.14",
        IsNotStrict = true
    )]
    TakesLineWithoutColon,

    [Faulty("compares field names case-sensitively", Area.Opening, On.Both, "H.1.1", CaughtByAsClient = "H.3.1")]
    NeedsExactNames,

    [Faulty("compares the value of Upgrade case-sensitively", Area.Opening, On.Both, "1.1.1", CaughtByAsClient = "H.3.3")]
    NeedsExactUpgrade,

    [Faulty("compares the token of Connection case-sensitively", Area.Opening, On.Both, "H.1.6", CaughtByAsClient = "H.3.4")]
    NeedsExactConnection,

    [Faulty("requires Connection to have no token except upgrade", Area.Opening, On.Both, "H.1.5", CaughtByAsClient = "H.3.5")]
    NeedsConnectionAlone,

    [Faulty("reads only the first Connection field", Area.Opening, On.Both, "H.1.7", CaughtByAsClient = "H.3.14")]
    NeedsFirstConnection,

    [Faulty("rejects empty elements in Connection", Area.Opening, On.Both, "H.1.19", CaughtByAsClient = "H.3.17")]
    RefusesEmptyElements,

    [Faulty("requires a space after a field's colon", Area.Opening, On.Both, "H.1.8", CaughtByAsClient = "H.3.10")]
    NeedsSpaceBehindColon,

    [Faulty("treats white space after a value as part of it", Area.Opening, On.Both, "H.1.9", CaughtByAsClient = "H.3.15")]
    KeepsSpaceBehindValue,

    [Faulty("cannot read a head in two pieces", Area.Opening, On.Both, "H.1.15", CaughtByAsClient = "H.3.12", NeedsPieces = true)]
    NeedsHeadAtOnce,

    [Faulty("loses the bytes that come with the head", Area.Opening, On.Client, "H.3.13")]
    LosesOctetsBehindHead,

    [Faulty("answers as soon as it has read the fields it needs, before the head is complete", Area.Opening, On.Server, "H.2.24")]
    AnswersEarly,

    [Faulty("does not answer an invalid request, and waits", Area.Opening, On.Server, "H.2.1")]
    HangsOnBadRequest,

    [Faulty("rejects a request that offers an unknown extension", Area.Opening, On.Server, "H.1.13", IsNotStrict = true)]
    RefusesUnknownExtension,

    [Faulty(
        "ignores a Sec-WebSocket-Extensions that is not a list of extensions",
        Area.Opening,
        On.Both,
        "H.2.25",
        CaughtByAsClient = "H.4.18"
    )]
    TakesExtensionsOfNoList,

    [Faulty("answers without Sec-WebSocket-Accept", Area.Opening, On.Server, "1.1.1")]
    SaysNoAccept,

    [Faulty("computes Sec-WebSocket-Accept from the key alone", Area.Opening, On.Server, "1.1.1")]
    SaysWrongAccept,

    [Faulty("computes Sec-WebSocket-Accept from the key's 16 bytes instead of its text", Area.Opening, On.Server, "1.1.1")]
    HashesDecodedKey,

    [Faulty("sends Sec-WebSocket-Accept twice", Area.Opening, On.Server, "1.1.1")]
    SaysAcceptTwice,

    [Faulty("answers with a subprotocol that was not offered", Area.Opening, On.Server, "1.1.1")]
    SaysUnofferedProtocol,

    [Faulty("answers with all subprotocols that were offered", Area.Opening, On.Server, "H.1.14")]
    SaysAllProtocols,

    [Faulty("answers with a subprotocol in another case than offered", Area.Opening, On.Server, "H.1.14")]
    SaysProtocolInCapitals,

    [Faulty("answers with Sec-WebSocket-Protocol twice", Area.Opening, On.Server, "H.1.14")]
    SaysProtocolTwice,

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

    [Faulty("sends a request with POST", Area.Opening, On.Client, "1.1.1")]
    AsksWithPost,

    [Faulty("sends a request with HTTP/1.0", Area.Opening, On.Client, "1.1.1")]
    AsksWithHttp10,

    [Faulty("sends a request with a target that is not a path", Area.Opening, On.Client, "1.1.1")]
    AsksForNoPath,

    [Faulty("sends a request without Host", Area.Opening, On.Client, "1.1.1")]
    AsksWithoutHost,

    [Faulty("sends a request without Upgrade", Area.Opening, On.Client, "1.1.1")]
    AsksWithoutUpgrade,

    [Faulty("sends a request without Connection", Area.Opening, On.Client, "1.1.1")]
    AsksWithoutConnection,

    [Faulty("sends a request without Sec-WebSocket-Version", Area.Opening, On.Client, "1.1.1")]
    AsksWithoutVersion,

    [Faulty("requests version 8", Area.Opening, On.Client, "1.1.1")]
    AsksForOtherVersion,

    [Faulty("sends a request with a key of 15 bytes", Area.Opening, On.Client, "1.1.1")]
    AsksWithShortKey,

    [Faulty("sends a request with a key that is not base64", Area.Opening, On.Client, "1.1.1")]
    AsksWithKeyNotBase64,

    [Faulty("sends a request with the example of the RFC as its key", Area.Opening, On.Client, "S.1.1")]
    AsksWithSampleKey,

    [Faulty("sends a request with a key of zeros", Area.Opening, On.Client, "S.1.1")]
    AsksWithZeroKey,

    [Faulty("offers a subprotocol twice", Area.Opening, On.Client, "1.1.1")]
    AsksForProtocolTwice,

    [Faulty("offers a subprotocol whose name is not a token", Area.Opening, On.Client, "1.1.1")]
    AsksForProtocolOfNoToken,

    [Faulty("sends a message before the response", Area.Opening, On.Client, "1.1.1")]
    SpeaksBeforeAnswer,

    [Faulty("continues whatever the status of the response", Area.Opening, On.Client, "H.4.8")]
    TakesAnyStatus,

    [Faulty("accepts an answer without Sec-WebSocket-Accept", Area.Opening, On.Client, "H.4.2")]
    TakesNoAccept,

    [Faulty("accepts a wrong Sec-WebSocket-Accept", Area.Opening, On.Client, "H.4.1")]
    TakesWrongAccept,

    [Faulty("compares Sec-WebSocket-Accept ignoring case", Area.Opening, On.Client, "H.4.17")]
    TakesAcceptInAnyLetters,

    [Faulty("accepts an answer without Upgrade", Area.Opening, On.Client, "H.4.4")]
    TakesAnswerWithoutUpgrade,

    [Faulty("accepts an answer with another upgrade", Area.Opening, On.Client, "H.4.5")]
    TakesAnswerWithOtherUpgrade,

    [Faulty("accepts an answer without Connection", Area.Opening, On.Client, "H.4.6")]
    TakesAnswerWithoutConnection,

    [Faulty("accepts a subprotocol that it did not request", Area.Opening, On.Client, "H.4.11")]
    TakesUnaskedProtocol,

    [Faulty("accepts an extension that it did not request", Area.Opening, On.Client, "H.4.12")]
    TakesUnaskedExtension,

    [Faulty("treats an interim response as the answer", Area.Opening, On.Client, "H.3.11")]
    StopsAtInterimResponse,

    [Faulty("rejects a response with a folded line", Area.Opening, On.Client, "H.3.16")]
    RefusesFoldedLine,

    [Faulty("requires the reason phrase of the RFC", Area.Opening, On.Client, "H.3.6")]
    NeedsReasonPhrase,

    [Faulty("accepts RSV1 without an extension that defines it", Area.Framing, On.Both, "3.4")]
    TakesRsv1,

    [Faulty("accepts RSV2", Area.Framing, On.Both, "3.2")]
    TakesRsv2,

    [Faulty("accepts RSV3", Area.Framing, On.Both, "3.1")]
    TakesRsv3,

    [Faulty("accepts reserved bits on a control frame", Area.Framing, On.Both, "X.3.1")]
    TakesReservedOnControl,

    [Faulty("ignores frames with a reserved data opcode", Area.Framing, On.Both, "4.1.1")]
    IgnoresDataOpcodes,

    [Faulty("ignores frames with a reserved control opcode", Area.Framing, On.Both, "4.2.1")]
    IgnoresControlOpcodes,

    [Faulty("treats a reserved data opcode as binary", Area.Framing, On.Both, "4.1.2")]
    TakesOpcodeForBinary,

    [Faulty("accepts a ping with FIN clear", Area.Framing, On.Both, "5.1")]
    TakesFragmentedPing,

    [Faulty("accepts a pong with FIN clear", Area.Framing, On.Both, "C.2.6", IsNotStrict = true)]
    TakesFragmentedPong,

    [Faulty("accepts a close frame with FIN clear", Area.Framing, On.Both, "C.2.5", IsNotStrict = true)]
    TakesFragmentedClose,

    [Faulty("accepts a ping of more than 125 bytes", Area.Framing, On.Both, "2.5")]
    TakesLongPing,

    [Faulty("accepts a close frame of more than 125 bytes", Area.Framing, On.Both, "7.3.6")]
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

    [Faulty("sends a message as a continuation with no message to continue", Area.Framing, On.Both, "1.1.1")]
    SendsStrayContinuation,

    [Faulty("begins each fragment with the opcode of the message", Area.Framing, On.Both, "1.1.2")]
    RepeatsOpcode,

    [Faulty("leaves FIN clear on the last frame of a message", Area.Framing, On.Both, "1.1.1")]
    NeverFinishes,

    [Faulty("cannot read a frame in pieces", Area.Framing, On.Both, "T.1.8")]
    NeedsFrameAtOnce,

    [Faulty("cannot read a frame's header in pieces", Area.Framing, On.Both, "T.1.11")]
    NeedsHeaderAtOnce,

    [Faulty("loses a frame that comes together with another", Area.Framing, On.Both, "T.1.9")]
    LosesSecondFrame,

    [Faulty("accepts an unmasked frame", Area.Lengths, On.Server, "M.1.1")]
    TakesUnmasked,

    [Faulty("accepts an unmasked control frame", Area.Lengths, On.Server, "M.1.2")]
    TakesUnmaskedControl,

    [Faulty("accepts a masked frame", Area.Lengths, On.Client, "M.1.1")]
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

    [Faulty("unmasks only complete groups of four bytes", Area.Lengths, On.Server, "1.1.2")]
    UnmasksWholeGroups,

    [Faulty("encodes short lengths in two bytes", Area.Lengths, On.Both, "1.1.1")]
    SaysShortLengthsIn16Bits,

    [Faulty("encodes middle lengths in eight bytes", Area.Lengths, On.Both, "1.1.3")]
    SaysMiddleLengthsIn64Bits,

    [Faulty("encodes lengths of 126 and 127 in seven bits", Area.Lengths, On.Both, "1.1.3")]
    SaysMarksAsLengths,

    [Faulty("accepts a short length in two bytes", Area.Lengths, On.Both, "M.2.1", IsNotStrict = true)]
    TakesShortLengthIn16Bits,

    [Faulty("accepts a middle length in eight bytes", Area.Lengths, On.Both, "M.2.4", IsNotStrict = true)]
    TakesMiddleLengthIn64Bits,

    [Faulty("accepts the length of a control frame in two bytes", Area.Lengths, On.Both, "M.2.8", IsNotStrict = true)]
    TakesControlLengthIn16Bits,

    [Faulty("accepts a length with its first bit set", Area.Lengths, On.Both, "M.3.1", IsNotStrict = true)]
    TakesTopBit,

    [Faulty("reads only the low half of an eight-byte length", Area.Lengths, On.Both, "M.3.6")]
    ReadsLowHalfOfLength,

    [Faulty("ignores the first bit of an eight-byte length", Area.Lengths, On.Both, "M.3.5")]
    IgnoresTopBit,

    [Faulty("reads lengths from 32,768 to 65,535 as negative", Area.Lengths, On.Both, "1.1.6")]
    ReadsSignedLengths,

    [Faulty("reads lengths in little-endian order", Area.Lengths, On.Both, "1.1.3")]
    ReadsLengthsBackwards,

    [Faulty("loses the last byte of a message of more than 125", Area.Lengths, On.Both, "1.1.3")]
    LosesOctetAbove125,

    [Faulty("loses the last byte of a message of more than 65,535", Area.Lengths, On.Both, "1.1.7")]
    LosesOctetAbove65535,

    [Faulty("accepts a continuation with no message to continue", Area.Messages, On.Both, "5.9")]
    TakesStrayContinuation,

    [Faulty("accepts a new message within an unfinished one", Area.Messages, On.Both, "5.18")]
    TakesMessageWithin,

    [Faulty("sends each message twice", Area.Messages, On.Both, "7.1.1")]
    EchoesTwice,

    [Faulty("does not send empty messages", Area.Messages, On.Both, "1.1.1")]
    DropsEmptyMessages,

    [Faulty("loses the last byte of a message", Area.Messages, On.Both, "1.1.2")]
    LosesLastOctet,

    [Faulty("sends text as binary", Area.Messages, On.Both, "1.1.1")]
    SendsTextAsBinary,

    [Faulty("sends binary as text", Area.Messages, On.Both, "1.2.1")]
    SendsBinaryAsText,

    [Faulty("puts the fragments of the last message before the next one", Area.Messages, On.Both, "12.1.11")]
    KeepsFragments,

    [Faulty("joins fragments in reverse order", Area.Messages, On.Both, "5.3")]
    ReversesFragments,

    [Faulty("swaps the first two of three fragments or more", Area.Messages, On.Both, "5.19")]
    SwapsFragments,

    [Faulty("loses a fragment that is neither first nor last", Area.Messages, On.Both, "6.1.3")]
    LosesMiddleFragment,

    [Faulty("treats each fragment as a message", Area.Messages, On.Both, "5.3")]
    EchoesFragments,

    [Faulty("treats an empty fragment as the last one", Area.Messages, On.Both, "6.1.3")]
    EndsAtEmptyFragment,

    [Faulty("loses the type of a fragmented text message", Area.Messages, On.Both, "5.3")]
    ForgetsKind,

    [Faulty("loses the received part of a message when a ping comes", Area.Messages, On.Both, "5.6")]
    PingEndsMessage,

    [Faulty("loses the received part of a message when a pong comes", Area.Messages, On.Both, "X.2.2")]
    PongEndsMessage,

    [Faulty("answers no ping", Area.Messages, On.Both, "2.1")]
    SendsNoPong,

    [Faulty("sends pongs without payload", Area.Messages, On.Both, "2.2")]
    SendsEmptyPong,

    [Faulty("sends pongs with another payload", Area.Messages, On.Both, "2.2")]
    SendsOtherPong,

    [Faulty("ends the payload of a pong at a NUL", Area.Messages, On.Both, "2.3")]
    CutsPongAtNul,

    [Faulty("answers pings only after the message in progress is complete", Area.Messages, On.Both, "5.19")]
    PongsAfterMessage,

    [Faulty("answers pings in reverse order", Area.Messages, On.Both, "2.10")]
    ReversesPongs,

    [Faulty("answers the first ping only", Area.Messages, On.Both, "2.10")]
    PongsOnce,

    [Faulty("answers a ping with a ping", Area.Messages, On.Both, "2.1")]
    PingsBack,

    [Faulty("treats a ping as a message", Area.Messages, On.Both, "2.1")]
    EchoesPings,

    [Faulty("answers a pong with a pong", Area.Messages, On.Both, "2.9")]
    AnswersPongs,

    [Faulty("fails the connection at an unsolicited pong", Area.Messages, On.Both, "2.7")]
    RefusesPongs,

    [Faulty("sends a message of its own when the connection is open", Area.Messages, On.Both, "1.1.1")]
    Greets,

    [Faulty("closes by itself after its first message", Area.Messages, On.Both, "1.1.1", CaughtByAsClient = "3.2")]
    ClosesByItself,

    [Faulty("does not check that text is UTF-8", Area.Text, On.Both, "6.3.1")]
    TakesAnyText,

    [Faulty("accepts overlong forms", Area.Text, On.Both, "6.17.1")]
    TakesOverlongForms,

    [Faulty("accepts surrogates", Area.Text, On.Both, "6.20.1")]
    TakesSurrogates,

    [Faulty("accepts code points beyond U+10FFFF", Area.Text, On.Both, "6.11.5")]
    TakesBeyondUnicode,

    [Faulty("accepts forms of five and six bytes", Area.Text, On.Both, "6.8.1")]
    TakesLongForms,

    [Faulty("accepts text that ends within a code point", Area.Text, On.Both, "6.6.1")]
    TakesCutText,

    [Faulty("accepts text that ends within a code point if the last fragment is empty", Area.Text, On.Both, "U.1.1")]
    TakesCutTextAtEmptyFragment,

    [Faulty("accepts text that ends after three of the four bytes of a code point", Area.Text, On.Both, "U.1.2")]
    TakesThreeOfFour,

    [Faulty("accepts text in fragments that ends within a code point", Area.Text, On.Both, "U.1.3")]
    TakesCutTextInFragments,

    [Faulty("loses the received part of a code point when a ping comes", Area.Text, On.Both, "U.2.1")]
    PingEndsCodePoint,

    [Faulty("treats an empty fragment within a code point as the end of the text", Area.Text, On.Both, "U.2.2")]
    EndsTextAtEmptyFragment,

    [Faulty("does not check code points across fragments", Area.Text, On.Both, "6.3.2")]
    ForgetsAtBorder,

    [Faulty("does not check text in fragments", Area.Text, On.Both, "6.3.2")]
    ChecksSingleFramesOnly,

    [Faulty("rejects text whose fragments end within a code point", Area.Text, On.Both, "6.2.3")]
    ChecksFragmentsAlone,

    [Faulty("replaces invalid UTF-8 by U+FFFD", Area.Text, On.Both, "6.3.1")]
    ReplacesBadText,

    [Faulty("rejects non-characters", Area.Text, On.Both, "6.22.1")]
    RefusesNoncharacters,

    [Faulty("rejects code points of four bytes", Area.Text, On.Both, "6.5.4")]
    RefusesFourOctets,

    [Faulty("rejects NUL in text", Area.Text, On.Both, "6.7.1")]
    RefusesNul,

    [Faulty("ends text at a NUL", Area.Text, On.Both, "6.7.1")]
    CutsTextAtNul,

    [Faulty("drops a byte order mark before text", Area.Text, On.Both, "T.1.10", IsNotStrict = true)]
    DropsByteOrderMark,

    [Faulty("requires binary messages to be UTF-8", Area.Text, On.Both, "1.2.2")]
    ChecksBinary,

    [Faulty("does not answer a close frame", Area.Closing, On.Both, "7.3.3")]
    AnswersNoClose,

    [Faulty("ends the transport at a close frame, without an answer", Area.Closing, On.Both, "7.3.3")]
    DropsAtClose,

    [Faulty("answers an empty close frame with 1005", Area.Closing, On.Both, "7.3.1")]
    Says1005,

    [Faulty("answers a close frame with 1001, whatever its code", Area.Closing, On.Both, "7.3.3")]
    Says1001,

    [Faulty("answers a close frame with 1006", Area.Closing, On.Both, "7.3.3")]
    Says1006,

    [Faulty("answers a close frame with half a code", Area.Closing, On.Both, "7.3.3")]
    SaysHalfACode,

    [Faulty("answers a close frame with a code whose bytes are swapped", Area.Closing, On.Both, "7.3.3")]
    SwapsCode,

    [Faulty("answers a close frame with a reason of 124 bytes", Area.Closing, On.Both, "7.3.3")]
    SaysLongReason,

    [Faulty("answers a close frame with a reason that is not UTF-8", Area.Closing, On.Both, "7.3.3")]
    SaysBadReason,

    [Faulty("fails the connection with 1006", Area.Closing, On.Both, "3.1")]
    FailsWith1006,

    [Faulty("fails the connection with 1000", Area.Closing, On.Both, "3.1")]
    FailsWith1000,

    [Faulty("fails the connection with 1011 if a frame is invalid", Area.Closing, On.Both, "3.1")]
    FailsWith1011,

    [Faulty("fails the connection with 1002 if text is not UTF-8", Area.Closing, On.Both, "6.3.1")]
    FailsTextWith1002,

    [Faulty("fails the connection with 1007 if a frame is invalid", Area.Closing, On.Both, "3.1")]
    FailsFramesWith1007,

    [Faulty("continues as before after it has failed the connection", Area.Closing, On.Server, "3.2")]
    GoesOnAfterFailing,

    [Faulty("keeps the transport open after the closing handshake", Area.Closing, On.Server, "1.1.1")]
    KeepsTransport,

    [Faulty("answers messages after its close frame", Area.Closing, On.Server, "7.1.4")]
    EchoesAfterClose,

    [Faulty("answers pings after its close frame", Area.Closing, On.Server, "7.1.3")]
    PongsAfterClose,

    [Faulty("sends a message after its close frame", Area.Closing, On.Both, "7.3.3", CaughtByAsClient = "C.1.1")]
    SpeaksAfterClose,

    [Faulty("sends its close frame twice", Area.Closing, On.Both, "C.1.1")]
    ClosesTwice,

    [Faulty("sends the received part of a message when a close frame comes within it", Area.Closing, On.Both, "7.1.5")]
    EchoesHalfMessage,

    [Faulty("answers a close frame only after the message in progress is complete", Area.Closing, On.Both, "7.1.5")]
    ClosesAfterMessage,

    [Faulty("treats a close frame within a message as an error", Area.Closing, On.Both, "7.1.5")]
    RefusesCloseInMessage,

    [Faulty("accepts a close frame of one byte", Area.Closing, On.Both, "7.3.2")]
    TakesHalfACode,

    [Faulty("accepts a close reason that is not UTF-8", Area.Closing, On.Both, "7.5.1")]
    TakesBadReason,

    [Faulty("accepts close code 0", Area.Closing, On.Both, "7.9.1")]
    TakesCode0,

    [Faulty("accepts close code 999", Area.Closing, On.Both, "7.9.2")]
    TakesCode999,

    [Faulty("accepts close code 1004", Area.Closing, On.Both, "7.9.3")]
    TakesCode1004,

    [Faulty("accepts close code 1005", Area.Closing, On.Both, "7.9.4")]
    TakesCode1005,

    [Faulty("accepts close code 1006", Area.Closing, On.Both, "7.9.5")]
    TakesCode1006,

    [Faulty("accepts close code 1015", Area.Closing, On.Both, "C.1.4")]
    TakesCode1015,

    [Faulty("accepts close codes from 1016 to 2999", Area.Closing, On.Both, "7.9.6")]
    TakesCodesBelow3000,

    [Faulty("rejects close code 1012", Area.Closing, On.Both, "C.1.1", IsNotStrict = true)]
    RefusesCode1012,

    [Faulty("rejects close code 1013", Area.Closing, On.Both, "C.1.2", IsNotStrict = true)]
    RefusesCode1013,

    [Faulty("rejects close code 1014", Area.Closing, On.Both, "C.1.3", IsNotStrict = true)]
    RefusesCode1014,

    [Faulty("rejects close codes from 3000", Area.Closing, On.Both, "7.7.10")]
    RefusesCodesFrom3000,

    [Faulty("rejects close codes from 4000", Area.Closing, On.Both, "7.7.12")]
    RefusesCodesFrom4000,

    [Faulty("keeps waiting after the other end has ended its output", Area.Closing, On.Both, "T.2.1", IsNotStrict = true)]
    HangsOnEndOfInput,

    [Faulty("agrees to an unknown parameter", Area.Compression, On.Server, "X.5.10")]
    AgreesToUnknownParameter,

    [Faulty("agrees to a repeated parameter", Area.Compression, On.Server, "X.5.12")]
    AgreesToRepeatedParameter,

    [Faulty("agrees to a window of 16 bits", Area.Compression, On.Server, "X.5.1")]
    AgreesToWindow16,

    [Faulty("agrees to a window of 7 bits", Area.Compression, On.Server, "X.5.2")]
    AgreesToWindow7,

    [Faulty("agrees to a window with a leading zero", Area.Compression, On.Server, "X.5.3")]
    AgreesToLeadingZero,

    [Faulty("agrees to server_max_window_bits without a value", Area.Compression, On.Server, "X.5.4")]
    AgreesToBareWindow,

    [Faulty("agrees to server_no_context_takeover with a value", Area.Compression, On.Server, "X.5.8")]
    AgreesToValue,

    [Faulty("rejects the connection for an offer that it must only decline", Area.Compression, On.Server, "X.5.1", IsNotStrict = true)]
    RefusesBadOffer,

    [Faulty("sets a window for a client that did not offer client_max_window_bits", Area.Compression, On.Server, "X.6.5")]
    SaysUnaskedClientWindow,

    [Faulty("answers with client_max_window_bits without a value", Area.Compression, On.Server, "12.1.1")]
    SaysBareClientWindow,

    [Faulty("answers with a wider window than requested", Area.Compression, On.Server, "X.6.2")]
    SaysWiderWindow,

    [Faulty("answers without the server_no_context_takeover that was requested", Area.Compression, On.Server, "X.6.1")]
    SaysNoTakeoverAnswer,

    [Faulty("answers with permessage-deflate twice", Area.Compression, On.Server, "12.1.1")]
    SaysDeflateTwice,

    [Faulty("answers with Sec-WebSocket-Extensions twice", Area.Compression, On.Server, "12.1.1")]
    SaysExtensionsTwice,

    [Faulty("answers with a parameter that does not exist", Area.Compression, On.Server, "12.1.1")]
    SaysInventedParameter,

    [Faulty("accepts an answer with an unknown parameter", Area.Compression, On.Client, "X.7.7")]
    TakesUnknownParameter,

    [Faulty("accepts an answer with a repeated parameter", Area.Compression, On.Client, "X.7.8")]
    TakesRepeatedParameter,

    [Faulty("accepts an answer with a window of 16 bits", Area.Compression, On.Client, "X.7.1")]
    TakesWindow16,

    [Faulty("accepts an answer with a window parameter without a value", Area.Compression, On.Client, "X.7.3")]
    TakesBareWindow,

    [Faulty("compresses without an agreement", Area.Compression, On.Client, "1.1.2")]
    CompressesUnasked,

    [Faulty("keeps its context although it agreed not to", Area.Compression, On.Both, "13.2.5")]
    KeepsContext,

    [Faulty("refers back further than agreed", Area.Compression, On.Both, "13.3.5")]
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

    [Faulty("removes five trailing bytes instead of four", Area.Compression, On.Both, "12.1.5")]
    CutsTooMuch,

    [Faulty("leaves two of the four trailing bytes", Area.Compression, On.Both, "12.1.5")]
    LeavesHalfTheTail,

    [Faulty("leaves the four trailing bytes", Area.Compression, On.Both, "12.1.5")]
    LeavesTheTail,

    [Faulty("rejects a final block", Area.Compression, On.Both, "X.1.7")]
    RefusesFinalBlock,

    [Faulty("reads nothing after a final block", Area.Compression, On.Both, "X.1.15", IsNotStrict = true)]
    StopsAtFinalBlock,

    [Faulty("forgets its context at a final block", Area.Compression, On.Both, "X.1.16", IsNotStrict = true)]
    ForgetsContextAtFinalBlock,

    [Faulty("rejects stored blocks", Area.Compression, On.Both, "X.1.6")]
    RefusesStoredBlock,

    [Faulty("rejects an empty compressed message", Area.Compression, On.Both, "X.1.12")]
    RefusesEmptyCompressed,

    [Faulty("forgets at a ping that the message in progress is compressed", Area.Compression, On.Both, "X.2.1")]
    PingEndsCompression,

    [Faulty("accepts RSV1 on a ping", Area.Compression, On.Both, "X.3.1")]
    TakesRsv1OnPing,

    [Faulty("accepts RSV1 on a continuation", Area.Compression, On.Both, "X.3.4")]
    TakesRsv1OnContinuation,

    [Faulty("returns a payload that cannot be inflated as the message", Area.Compression, On.Both, "X.4.10")]
    EchoesGarbage,

    [Faulty("ignores a message that cannot be inflated", Area.Compression, On.Both, "X.4.2", IsNotStrict = true)]
    IgnoresGarbage,

    [Faulty("does not check that compressed text is UTF-8", Area.Compression, On.Both, "X.4.7")]
    TakesAnyCompressedText,

    [Faulty(
        "accepts compressed text that ends within a code point if the last fragment is empty",
        Area.Compression,
        On.Both,
        "X.4.11"
    )]
    TakesCutCompressedText,

    [Faulty("rejects messages that are not compressed", Area.Compression, On.Both, "X.1.10")]
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

    [Faulty("accepts no message of more than 65,535 bytes", Area.Limits, On.Both, "1.1.7")]
    RefusesLargeMessages,

    [Faulty("accepts at most 16 fragments per message", Area.Limits, On.Both, "10.1.1")]
    RefusesManyFragments,

    [Faulty("stops after 32 frames", Area.Limits, On.Both, "10.1.1")]
    StopsAfter32Frames,

    [Faulty("accepts no ping of more than 100 bytes", Area.Limits, On.Both, "2.4")]
    RefusesLargePings,

    [Faulty("ends the transport at a head of more than 1,024 bytes, without an answer", Area.Limits, On.Server, "H.1.11")]
    DropsLargeHeads,
}
