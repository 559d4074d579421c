using static Pure.WebSockets.Conformance.Bound;
using static Pure.WebSockets.Conformance.RuleKeyword;

namespace Pure.WebSockets.Conformance;

/// <summary>RFC 6455 §2 to §4: terms, URIs, and the opening handshake.</summary>
internal static class OpeningRules
{
    private const string ClientLaw = "Section4_1_ClientHandshake";
    private const string ServerLaw = "Section4_2_ServerHandshake";

    private static readonly RuleTable Rfc = new(6455);

    public static RfcRule[] All { get; } =
    [
        Rfc.May("2#14", Both, "implement an algorithm in another way that has the same result"),
        Rfc.May("2.1#1", Both, "delay the transmission of data, for example to send fewer packets"),
        Rfc.Hidden("3#2", MustNot, Application, "use a fragment identifier in a WebSocket URI", Unseen.BeforeConnection),
        Rfc.Hidden("3#3", Must, Application, "escape # as %23 in a WebSocket URI", Unseen.BeforeConnection),
        Rfc.May("4.1#1", Client, "leave the management of the connection to another agent on the network"),
        Rfc.Hidden("4.1#3", Must, Application, "give valid components of a WebSocket URI", Unseen.BeforeConnection),
        Rfc.Hidden("4.1#4", Must, Client, "fail the connection if a component of the URI is invalid", Unseen.BeforeConnection),
        Rfc.Hidden(
            "4.1#5",
            Must,
            Client,
            "have at most one connection to an IP address in the CONNECTING state, and let the others wait",
            Unseen.OtherConnections,
            also: "4.1#6-7"
        ),
        Rfc.Hidden(
            "4.1#8",
            Must,
            Client,
            "treat each host name as another host if it cannot find out the IP address",
            Unseen.OtherConnections
        ),
        Rfc.Hidden("4.1#9", Should, Client, "then limit the number of its pending connections", Unseen.OtherConnections),
        Rfc.Hidden("4.1#10", Should, Client, "connect through the proxy that it is configured to use", Unseen.BeforeConnection),
        Rfc.Hidden("4.1#11", Should, Client, "connect directly if it is not configured to use a proxy", Unseen.BeforeConnection),
        Rfc.Hidden(
            "4.1#12",
            Must,
            Client,
            "pass the WebSocket URI to a script that chooses the proxy",
            Unseen.BeforeConnection
        ),
        Rfc.Hidden("4.1#13", Must, Client, "fail the connection if the transport cannot be opened", Unseen.BeforeConnection),
        Rfc.Hidden("4.1#14", Must, Client, "perform the TLS handshake of a wss URI before it sends its request", Unseen.Tls),
        Rfc.Hidden("4.1#15", Must, Client, "fail the connection if the TLS handshake fails", Unseen.Tls),
        Rfc.Hidden("4.1#16", Must, Both, "send everything through TLS once it is open", Unseen.Tls, also: "4.2.2#2"),
        Rfc.Hidden("4.1#17", Must, Client, "name the server in the TLS handshake (SNI)", Unseen.Tls),
        Rfc.Sent(
            "4.1#19",
            Must,
            Client,
            "send an opening handshake that is a valid HTTP request",
            "EndsLinesWithLineFeed",
            ClientLaw
        ) with
        {
            Also = "4.1#18",
        },
        Rfc.Sent("4.1#20", Must, Client, "send a request with the method GET", "AsksWithPost", ClientLaw),
        Rfc.Sent("4.1#21", Must, Client, "send a request with HTTP version 1.1 or higher", "AsksWithHttp10", ClientLaw),
        Rfc.Hidden(
            "4.1#22",
            Must,
            Client,
            "request the resource of its URI, in origin form or in absolute form",
            Unseen.BeforeConnection,
            ClientLaw
        ),
        Rfc.Sent(
            "4.1#23",
            Must,
            Client,
            "send a Host field with the host, and with the port if it is not the default",
            "AsksWithoutHost",
            ClientLaw
        ),
        Rfc.Sent("4.1#24", Must, Client, "send an Upgrade field that contains \"websocket\"", "AsksWithoutUpgrade", ClientLaw) with
        {
            Also = "4.1#25",
        },
        Rfc.Sent("4.1#26", Must, Client, "send a Connection field that contains \"Upgrade\"", "AsksWithoutConnection", ClientLaw) with
        {
            Also = "4.1#27",
        },
        Rfc.Sent(
            "4.1#28",
            Must,
            Client,
            "send a Sec-WebSocket-Key field with 16 bytes in base64",
            "AsksWithShortKey AsksWithKeyNotBase64",
            $"{ClientLaw} Section1_3_AcceptKey"
        ) with
        {
            Also = "4.1#29",
        },
        Rfc.Sent(
            "4.1#30",
            Must,
            Client,
            "choose the key of each connection at random",
            "AsksWithSampleKey AsksWithZeroKey"
        ),
        Rfc.Hidden("4.1#31", Must, Client, "send an Origin field if it is a browser", Unseen.Choice),
        Rfc.May("4.1#32", Client, "send an Origin field if it is not a browser"),
        Rfc.Sent(
            "4.1#33",
            Must,
            Client,
            "send a Sec-WebSocket-Version field with the value 13",
            "AsksWithoutVersion AsksForOtherVersion",
            ClientLaw
        ) with
        {
            Also = "4.1#34",
        },
        Rfc.May("4.1#35", Client, "send a Sec-WebSocket-Protocol field"),
        Rfc.Sent(
            "4.1#36",
            Must,
            Client,
            "offer subprotocols whose names are tokens, each of them once",
            "AsksForProtocolTwice AsksForProtocolOfNoToken",
            $"{ClientLaw} Rfc9110_HeaderInjection"
        ) with
        {
            Also = "4.1#37",
        },
        Rfc.May("4.1#38", Client, "send a Sec-WebSocket-Extensions field"),
        Rfc.May("4.1#39", Client, "send other header fields, such as cookies or Authorization"),
        Rfc.Sent("4.1#40", Must, Client, "send nothing between its request and the response", "SpeaksBeforeAnswer", ClientLaw),
        Rfc.Seen(
            "4.1#42",
            Must,
            Client,
            "fail the connection if the response has no Upgrade field, or one that is not \"websocket\" in any case of letters",
            "H.3.3 H.4.4-5",
            "TakesAnswerWithoutUpgrade TakesAnswerWithOtherUpgrade NeedsExactUpgrade",
            ClientLaw
        ),
        Rfc.Seen(
            "4.1#43",
            Must,
            Client,
            "fail the connection if the response has no Connection field with the token \"Upgrade\" in any case of letters",
            "H.3.4-5 H.3.14 H.4.6-7",
            "TakesAnswerWithoutConnection NeedsExactConnection NeedsConnectionAlone NeedsFirstConnection",
            ClientLaw
        ),
        Rfc.Seen(
            "4.1#44",
            Must,
            Client,
            "fail the connection if the response has no Sec-WebSocket-Accept field, or a value that does not answer the key",
            "H.4.1-3 H.4.17 S.3.1",
            "TakesNoAccept TakesWrongAccept TakesAcceptInAnyLetters",
            $"{ClientLaw} Section1_3_AcceptKey"
        ),
        Rfc.Seen(
            "4.1#45",
            Must,
            Client,
            "fail the connection if the response uses an extension that was not offered",
            "H.4.12 H.4.18 X.7.1-10",
            "TakesUnaskedExtension",
            $"{ClientLaw} Section5_Negotiation"
        ),
        Rfc.Seen(
            "4.1#46",
            Must,
            Client,
            "fail the connection if the response uses a subprotocol that was not offered",
            "H.4.11",
            "TakesUnaskedProtocol",
            ClientLaw
        ),
        Rfc.Seen(
            "4.1#47",
            Must,
            Client,
            "validate the response, and fail the connection if it breaks any rule of a server's handshake",
            "H.4.8-10 H.4.13-16 S.3.1-2",
            "TakesAnyStatus TakesLineWithoutColon",
            $"{ClientLaw} Rfc9112_Heads"
        ) with
        {
            Also = "4.1#41",
        },
        Rfc.Said(
            "4.1#0",
            "The connection is open once the client has validated the response, whatever else the response contains",
            "H.3.6-9 H.3.13",
            "LosesOctetsBehindHead",
            ClientLaw
        ),
        Rfc.May("4.2#1", Server, "leave the management of the connection to another agent on the network"),
        Rfc.Seen(
            "4.2.1#1",
            Must,
            Server,
            "reject a request that breaks a rule of a client's handshake, with an HTTP error",
            "H.2.2-12 H.2.15-21 H.2.24 S.2.2",
            "TakesNoKey TakesKeyNotBase64 TakesKeyOfOtherLength TakesNoVersion TakesNoUpgrade TakesOtherUpgrade TakesNoConnection "
                + "TakesOtherConnection TakesOtherMethod TakesHttp10 HangsOnBadRequest",
            $"{ServerLaw} Rfc9112_Heads"
        ) with
        {
            Also = "10.7#4:SHOULD",
        },
        Rfc.Said(
            "4.2.1#0",
            "A valid request may write its fields in other ways and have unknown fields",
            "H.1.3-6 H.1.10 H.1.12",
            "NeedsExactConnection NeedsConnectionAlone",
            ServerLaw
        ),
        Rfc.Hidden(
            "4.2.1#2",
            ShouldNot,
            Server,
            "take a client without an Origin field for a browser",
            Unseen.Inside
        ),
        Rfc.May("4.2.2#3", Server, "redirect the client with a 3xx status"),
        Rfc.May("4.2.2#4", Server, "use the origin to decide whether to accept the connection"),
        Rfc.Hidden(
            "4.2.2#5",
            Must,
            Server,
            "answer with an HTTP error if it does not want the connection, or does not have the requested service",
            Unseen.Choice,
            ServerLaw,
            also: "4.2.2#7"
        ),
        Rfc.Seen(
            "4.2.2#6",
            Must,
            Server,
            "reject a version that it does not support, and name the supported ones in a Sec-WebSocket-Version field",
            "H.2.13-15",
            "SaysNoVersion TakesOtherVersion",
            ServerLaw
        ) with
        {
            Also = "4.4#1",
        },
        Rfc.Seen(
            "4.2.2#8",
            Must,
            Server,
            "choose its subprotocol from those that the client offered",
            "H.1.14",
            "SaysAllProtocols SaysProtocolInCapitals",
            ServerLaw
        ),
        Rfc.Sent(
            "4.2.2#9",
            MustNot,
            Server,
            "send a Sec-WebSocket-Protocol field if it agrees to none of the subprotocols",
            "SaysUnofferedProtocol",
            ServerLaw
        ),
        Rfc.Sent(
            "4.2.2#11",
            MustNot,
            Server,
            "use an extension that the client did not offer",
            "SaysUnofferedExtension",
            $"{ServerLaw} Section5_Negotiation",
            "H.1.13"
        ) with
        {
            Also = "4.2.2#10:MUST 9#3",
        },
        Rfc.Sent(
            "4.2.2#12",
            Must,
            Server,
            "accept the connection with a valid response: status 101, Upgrade, Connection and the Sec-WebSocket-Accept of the key",
            "SaysNoAccept SaysWrongAccept HashesDecodedKey SaysStatus200 SaysHttp10 SaysNoUpgrade SaysNoConnection EndsLinesWithLineFeed",
            $"{ServerLaw} Section1_3_AcceptKey"
        ),
    ];

    public static OtherUse[] Others { get; } =
    [
        Rfc.NoRule("2#1-13", "They define the keywords."),
        Rfc.NoRule("3#1", "It describes the grammar of a URI."),
        Rfc.NoRule("4.1#2 4.2.2#1", "They introduce steps that have rules of their own."),
        Rfc.NoRule("4.3#1", "It is a comment in the ABNF. §9.1#1 binds the reader of the field."),
    ];
}
