namespace Pure.WebSockets.Conformance;

/// <summary>
/// The sentences from the RFCs that decide whether a peer fails a case. Only cases that are not from the Autobahn Testsuite have such a
/// sentence. If no sentence forbids a behaviour, the verdict on that behaviour is at worst NON-STRICT. "[...]" stands for omitted words.
/// </summary>
internal static class DecidingSentences
{
    private const string Established =
        "RFC 6455 §4.1: “If the server's response is validated as provided for above, it is said that _The WebSocket "
        + "Connection is Established_ and that the WebSocket Connection is in the OPEN state.”";
    private const string FieldNames =
        "RFC 6455 §4.1: “Please note that according to [RFC2616], all header field names in both HTTP requests and "
        + "HTTP responses are case-insensitive.”";
    private const string NotSwitching =
        "RFC 6455 §4.1: “If the status code received from the server is not 101, the client handles the response per "
        + "HTTP [RFC2616] procedures.”";
    private const string AnsweredUpgrade =
        "RFC 6455 §4.1: “If the response lacks an |Upgrade| header field or the |Upgrade| header field contains a "
        + "value that is not an ASCII case-insensitive match for the value \"websocket\", the client MUST _Fail the "
        + "WebSocket Connection_.”";
    private const string AnsweredConnection =
        "RFC 6455 §4.1: “If the response lacks a |Connection| header field or the |Connection| header field doesn't "
        + "contain a token that is an ASCII case-insensitive match for the value \"Upgrade\", the client MUST _Fail the "
        + "WebSocket Connection_.”";
    private const string AnsweredAccept =
        "RFC 6455 §4.1: “If the response lacks a |Sec-WebSocket-Accept| header field or the |Sec-WebSocket-Accept| "
        + "contains a value other than the base64-encoded SHA-1 [...], the client MUST _Fail the WebSocket "
        + "Connection_.”";
    private const string AnsweredExtension =
        "RFC 6455 §4.1: “If the response includes a |Sec-WebSocket-Extensions| header field and this header field "
        + "indicates the use of an extension that was not present in the client's handshake [...], the client MUST "
        + "_Fail the WebSocket Connection_.”";
    private const string AnsweredSubprotocol =
        "RFC 6455 §4.1: “If the response includes a |Sec-WebSocket-Protocol| header field and this header field "
        + "indicates the use of a subprotocol that was not present in the client's handshake [...], the client MUST "
        + "_Fail the WebSocket Connection_.”";
    private const string Handshake =
        "RFC 6455 §4.2.1: “If the server, while reading the handshake, finds that the client did not send a handshake "
        + "that matches the description below [...], including but not limited to any violations of the ABNF grammar "
        + "specified for the components of the handshake, the server MUST stop processing the client's handshake and "
        + "return an HTTP response with an appropriate error code (such as 400 Bad Request).”";
    private const string AskedUpgrade =
        "RFC 6455 §4.2.1: “An |Upgrade| header field containing the value \"websocket\", treated as an ASCII "
        + "case-insensitive value.”";
    private const string AskedConnection =
        "RFC 6455 §4.2.1: “A |Connection| header field that includes the token \"Upgrade\", treated as an ASCII "
        + "case-insensitive value.”";
    private const string UnknownFields = "RFC 6455 §4.2.1: “Unknown header fields are ignored, as per [RFC2616].”";
    private const string Version =
        "RFC 6455 §4.2.2: “If this version does not match a version understood by the server, the server MUST abort "
        + "the WebSocket handshake described in this section and instead send an appropriate HTTP error code (such as "
        + "426 Upgrade Required) and a |Sec-WebSocket-Version| header field indicating the version(s) the server is "
        + "capable of understanding.”";
    private const string Subprotocol =
        "RFC 6455 §4.2.2: “The value chosen MUST be derived from the client's handshake, specifically by selecting "
        + "one of the values from the |Sec-WebSocket-Protocol| field that the server is willing to use for this "
        + "connection (if any).”";
    private const string BeginSending = "RFC 6455 §4.2.2: “At this point, the server may begin sending (and receiving) data.”";
    private const string Discarded =
        "RFC 6455 §1.4: “After sending a control frame indicating the connection should be closed, a peer does not "
        + "send any further data; after receiving a control frame indicating the connection should be closed, a peer "
        + "discards any further data received.”";
    private const string Masked =
        "RFC 6455 §5.1: “The server MUST close the connection upon receiving a frame that is not masked. [...] A "
        + "client MUST close a connection if it detects a masked frame.”";
    private const string ReservedBits =
        "RFC 6455 §5.2: “If a nonzero value is received and none of the negotiated extensions defines the meaning of "
        + "such a nonzero value, the receiving endpoint MUST _Fail the WebSocket Connection_.”";
    private const string Length =
        "RFC 6455 §5.2: “If 126, the following 2 bytes interpreted as a 16-bit unsigned integer are the payload "
        + "length. If 127, the following 8 bytes interpreted as a 64-bit unsigned integer (the most significant bit "
        + "MUST be 0) are the payload length.”";
    private const string Keys =
        "RFC 6455 §5.3: “The masking key needs to be unpredictable; thus, the masking key MUST be derived from a "
        + "strong source of entropy, and the masking key for a given frame MUST NOT make it simple for a server/proxy "
        + "to predict the masking key for a subsequent frame.”";
    private const string Fragments =
        "RFC 6455 §5.4: “Clients and servers MUST support receiving both fragmented and unfragmented messages.”";
    private const string Order =
        "RFC 6455 §5.4: “Message fragments MUST be delivered to the recipient in the order sent by the sender.”";
    private const string ControlWithin =
        "RFC 6455 §5.4: “An endpoint MUST be capable of handling control frames in the middle of a fragmented "
        + "message.”";
    private const string Control =
        "RFC 6455 §5.5: “All control frames MUST have a payload length of 125 bytes or less and MUST NOT be "
        + "fragmented.”";
    private const string CloseAnswer =
        "RFC 6455 §5.5.1: “If an endpoint receives a Close frame and did not previously send a Close frame, the "
        + "endpoint MUST send a Close frame in response.”";
    private const string PingAnswer =
        "RFC 6455 §5.5.2: “Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in response, unless it "
        + "already received a Close frame.”";
    private const string Unsolicited = "RFC 6455 §5.5.3: “A response to an unsolicited Pong frame is not expected.”";
    private const string Text = "RFC 6455 §5.6: “The \"Payload data\" is text data encoded as UTF-8.”";
    private const string Received =
        "RFC 6455 §6.2: “If the frame comprises an unfragmented message (Section 5.4), it is said that _A WebSocket "
        + "Message Has Been Received_ with type /type/ and data /data/.”";
    private const string Closed =
        "RFC 6455 §7.1.4: “When the underlying TCP connection is closed, it is said that _The WebSocket Connection is "
        + "Closed_ and that the WebSocket connection is in the CLOSED state.”";
    private const string Code1015 =
        "RFC 6455 §7.4.1: “1015 is a reserved value and MUST NOT be set as a status code in a Close control frame by "
        + "an endpoint.”";
    private const string CodesBelow1000 = "RFC 6455 §7.4.2: “Status codes in the range 0-999 are not used.”";
    private const string Utf8 =
        "RFC 6455 §8.1: “When an endpoint is to interpret a byte stream as UTF-8 but finds that the byte stream is "
        + "not, in fact, a valid UTF-8 stream, that endpoint MUST _Fail the WebSocket Connection_.”";
    private const string Offered =
        "RFC 6455 §9.1: “Note that the client is only offering to use any advertised extensions and MUST NOT use them "
        + "unless the server indicates that it wishes to use the extension.”";
    private const string MalformedExtensions =
        "RFC 6455 §9.1: “If a value is received by either the client or the server during negotiation that does not "
        + "conform to the ABNF below, the recipient of such malformed data MUST immediately _Fail the WebSocket "
        + "Connection_.”";
    private const string Protected =
        "RFC 6455 §10.4: “Implementations that have implementation- and/or platform-specific limitations regarding "
        + "the frame size or total message size after reassembly from multiple frames MUST protect themselves against "
        + "exceeding those limits.”";
    private const string CompressedBit =
        "RFC 7692 §6: “On a WebSocket connection where a PMCE is in use, this bit indicates whether a message is "
        + "compressed or not.”";
    private const string MisplacedBit =
        "RFC 7692 §6.1: “An endpoint MUST NOT set the \"Per-Message Compressed\" bit of control frames and non-first "
        + "fragments of a data message. An endpoint receiving such a frame MUST _Fail the WebSocket Connection_.”";
    private const string Declined =
        "RFC 7692 §7: “A server MUST decline an extension negotiation offer for this extension if any of the "
        + "following conditions are met”";
    private const string BadAnswer =
        "RFC 7692 §7: “A client MUST _Fail the WebSocket Connection_ if the peer server accepted an extension "
        + "negotiation offer for this extension with an extension negotiation response meeting any of the following "
        + "conditions”";
    private const string Takeover =
        "RFC 7692 §7.1.1: “The term \"use context takeover\" used in this document means that the same LZ77 sliding "
        + "window used by the endpoint to build frames of the previous sent message is reused to build frames of the "
        + "next message to be sent.”";
    private const string NoTakeover =
        "RFC 7692 §7.1.1.1: “A server accepts an extension negotiation offer that includes the "
        + "\"server_no_context_takeover\" extension parameter by including the \"server_no_context_takeover\" extension "
        + "parameter in the corresponding extension negotiation response to send back to the client.”";
    private const string ServerWindow =
        "RFC 7692 §7.1.2.1: “A server accepts an extension negotiation offer with this parameter by including the "
        + "\"server_max_window_bits\" extension parameter in the extension negotiation response to send back to the "
        + "client with the same or smaller value as the offer.”";
    private const string ClientWindow =
        "RFC 7692 §7.1.2.2: “If a received extension negotiation offer doesn't have the \"client_max_window_bits\" "
        + "extension parameter, the corresponding extension negotiation response to the offer MUST NOT include the "
        + "\"client_max_window_bits\" extension parameter.”";
    private const string BlockBehindFinal = "RFC 7692 §7.2.1: “The next DEFLATE block follows the padded data if any.”";
    private const string Decompressed =
        "RFC 7692 §7.2.2: “Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload of the message. "
        + "[...] Decompress the resulting data using DEFLATE.”";
    private const string FinalBlock =
        "RFC 7692 §7.2.3.4: “This octet is necessary to allow the payload to be decompressed in the same manner as "
        + "messages flushed using DEFLATE blocks with \"BFINAL\" unset.”";
    private const string CombinedValue =
        "RFC 9110 §5.2: “When a field name is repeated within a section, its combined field value consists of the "
        + "list of corresponding field line values within that section, concatenated in order, with each field line "
        + "value separated by a comma.”";
    private const string LargeFields =
        "RFC 9110 §5.4: “A server that receives a request header field line, field value, or set of fields larger "
        + "than it wishes to process MUST respond with an appropriate 4xx (Client Error) status code.”";
    private const string Http10 =
        "RFC 9110 §7.8: “A server that receives an Upgrade header field in an HTTP/1.0 request MUST ignore that "
        + "Upgrade field.”";
    private const string EmptyElements =
        "RFC 9110 §5.6.1.2: “A recipient MUST parse and ignore a reasonable number of empty list elements: enough to "
        + "handle common mistakes by senders that merge values [...].”";
    private const string Interim =
        "RFC 9110 §15.2: “A client MUST be able to parse one or more 1xx responses received prior to a final "
        + "response, even if the client does not expect one.”";
    private const string Parsing =
        "RFC 9112 §2.2: “The normal procedure for parsing an HTTP message is to read the start-line into a structure, "
        + "read each header field line into a hash table by field name until the empty line, and then use the parsed "
        + "data to determine if a message body is expected.”";
    private const string Host =
        "RFC 9112 §3.2: “A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message "
        + "that lacks a Host header field and to any request message that contains more than one Host header field line "
        + "or a Host header field with an invalid field value.”";
    private const string AbsoluteForm =
        "RFC 9112 §3.2.2: “a server MUST accept the absolute-form in requests even though most HTTP/1.1 clients will "
        + "only send the absolute-form to a proxy”";
    private const string ReasonPhrase =
        "RFC 9112 §4: “A server MUST send the space that separates the status-code from the reason-phrase even when "
        + "the reason-phrase is absent (i.e., the status-line would end with the space).”";
    private const string FieldLine =
        "RFC 9112 §5: “Each field line consists of a case-insensitive field name followed by a colon (\":\"), optional "
        + "leading whitespace, the field line value, and optional trailing whitespace.”";
    private const string SpaceBeforeColon =
        "RFC 9112 §5.1: “A server MUST reject, with a response status code of 400 (Bad Request), any received request "
        + "message that contains whitespace between a header field name and colon.”";
    private const string Folded =
        "RFC 9112 §5.2: “A user agent that receives an obs-fold in a response message that is not within a "
        + "\"message/http\" container MUST replace each received obs-fold with one or more SP octets prior to "
        + "interpreting the field value.”";

    /// <summary>
    /// The sentences by case id or by group. The key of a group consists of the first two components of its case ids, such as "H.2".
    /// </summary>
    private static readonly Dictionary<string, string> ById = new(StringComparer.Ordinal)
    {
        ["H.1.1"] = FieldNames,
        ["H.1.2"] = FieldNames,
        ["H.3.1"] = FieldNames,
        ["H.3.2"] = FieldNames,
        ["H.1.3"] = AskedUpgrade,
        ["H.1.4"] = AskedUpgrade,
        ["H.1.5"] = AskedConnection,
        ["H.1.6"] = AskedConnection,
        ["H.1.7"] = CombinedValue,
        ["H.3.14"] = CombinedValue,
        ["S.2.2"] = CombinedValue,
        ["H.1.8"] = FieldLine,
        ["H.1.9"] = FieldLine,
        ["H.3.10"] = FieldLine,
        ["H.3.15"] = FieldLine,
        ["H.1.10"] = UnknownFields,
        ["H.1.11"] = LargeFields,
        ["L.4.1"] = LargeFields,
        ["H.1.13"] = Offered,
        ["H.1.14"] = Subprotocol,
        ["H.1.15"] = Parsing,
        ["H.1.16"] = Parsing,
        ["H.1.18"] = Parsing,
        ["H.3.12"] = Parsing,
        ["H.1.17"] = AbsoluteForm,
        ["H.1.19"] = EmptyElements,
        ["H.3.16"] = Folded,
        ["H.3.17"] = EmptyElements,
        ["H.2.1"] = Host,
        ["S.2.1"] = Host,
        ["H.2.13"] = Version,
        ["H.2.14"] = Version,
        ["H.2.17"] = Http10,
        ["H.2.19"] = SpaceBeforeColon,
        ["H.2.24"] = SpaceBeforeColon,
        ["H.2.25"] = MalformedExtensions,
        ["H.2"] = Handshake,
        ["S.2"] = Handshake,
        ["H.3.3"] = AnsweredUpgrade,
        ["H.4.4"] = AnsweredUpgrade,
        ["H.4.5"] = AnsweredUpgrade,
        ["H.3.4"] = AnsweredConnection,
        ["H.3.5"] = AnsweredConnection,
        ["H.4.6"] = AnsweredConnection,
        ["H.4.7"] = AnsweredConnection,
        ["H.3.6"] = ReasonPhrase,
        ["H.3.11"] = Interim,
        ["H.3.13"] = BeginSending,
        ["H.3"] = Established,
        ["H.4"] = Established,
        ["S.3"] = Established,
        ["H.4.1"] = AnsweredAccept,
        ["H.4.2"] = AnsweredAccept,
        ["H.4.3"] = AnsweredAccept,
        ["H.4.17"] = AnsweredAccept,
        ["S.3.1"] = AnsweredAccept,
        ["H.4.8"] = NotSwitching,
        ["H.4.9"] = NotSwitching,
        ["H.4.10"] = NotSwitching,
        ["H.4.13"] = NotSwitching,
        ["H.4.11"] = AnsweredSubprotocol,
        ["H.4.12"] = AnsweredExtension,
        ["H.4.18"] = MalformedExtensions,
        ["M.1"] = Masked,
        ["M.2.8"] = Control,
        ["M.3.4"] = Control,
        ["C.2.5"] = Control,
        ["C.2.6"] = Control,
        ["M.2"] = Length,
        ["M.3"] = Length,
        ["M.4"] = Fragments,
        ["L.1.1"] = Fragments,
        ["L.1.2"] = Fragments,
        ["M.5"] = ReservedBits,
        ["X.3.6"] = ReservedBits,
        ["X.3.7"] = ReservedBits,
        ["C.1.4"] = Code1015,
        ["C.1.5"] = CodesBelow1000,
        ["C.1"] = CloseAnswer,
        ["C.2"] = CloseAnswer,
        ["C.3"] = CloseAnswer,
        ["X.2.4"] = CloseAnswer,
        ["C.2.2"] = Utf8,
        ["C.2.3"] = Utf8,
        ["C.2.4"] = Utf8,
        ["X.4.7"] = Utf8,
        ["X.4.8"] = Utf8,
        ["X.4.11"] = Utf8,
        ["U.1"] = Utf8,
        ["U.2.1"] = ControlWithin,
        ["U.2"] = Fragments,
        ["C.3.5"] = Discarded,
        ["C.3.6"] = PingAnswer,
        ["C.3.8"] = PingAnswer,
        ["C.4.3"] = PingAnswer,
        ["C.4.4"] = PingAnswer,
        ["C.4"] = Received,
        ["L.1.3"] = Received,
        ["T.1"] = Received,
        ["L.1.4"] = Unsolicited,
        ["L.2"] = ControlWithin,
        ["X.2"] = ControlWithin,
        ["L.5"] = Protected,
        ["T.1.1"] = Order,
        ["T.1.2"] = Order,
        ["T.1.3"] = Order,
        ["T.1.4"] = Order,
        ["T.1.5"] = Order,
        ["T.1.6"] = Order,
        ["T.1.7"] = Order,
        ["T.1.10"] = Text,
        ["T.2"] = Closed,
        ["S.1"] = Keys,
        ["X.1.10"] = CompressedBit,
        ["X.1.11"] = CompressedBit,
        ["X.1.7"] = FinalBlock,
        ["X.1.9"] = FinalBlock,
        ["X.1.15"] = BlockBehindFinal,
        ["X.1.16"] = Takeover,
        ["X.1.17"] = Takeover,
        ["X.1.18"] = Takeover,
        ["X.3"] = MisplacedBit,
        ["X.1"] = Decompressed,
        ["X.4"] = Decompressed,
        ["X.6"] = Decompressed,
        ["X.5"] = Declined,
        ["X.6.1"] = NoTakeover,
        ["X.6.2"] = ServerWindow,
        ["X.6.3"] = ServerWindow,
        ["X.6.5"] = ClientWindow,
        ["X.6.6"] = ClientWindow,
        ["X.7"] = BadAnswer,
    };

    /// <summary>
    /// Returns the sentence that decides a case, or None for the cases of the Autobahn Testsuite and for some informational cases.
    /// </summary>
    public static Option<string> Of(CaseId id) =>
        ById.TryGetValue(id.Text, out var sentence) || ById.TryGetValue(GroupOf(id), out sentence) ? sentence : Option<string>.None;

    private static string GroupOf(CaseId id) => string.Join('.', id.Text.Split('.').Take(2));
}
