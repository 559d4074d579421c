using static Pure.WebSockets.Conformance.Bound;
using static Pure.WebSockets.Conformance.RuleKeyword;

namespace Pure.WebSockets.Conformance;

/// <summary>RFC 6455 §9 to §11: extensions, security, and the registrations of header fields.</summary>
internal static class ExtensionRules
{
    private static readonly RuleTable Rfc = new(6455);

    public static RfcRule[] All { get; } =
    [
        Rfc.May("9#1", Client, "offer extensions"),
        Rfc.May("9#2", Server, "accept some or all of the offered extensions"),
        Rfc.Seen(
            "9#4",
            Must,
            Both,
            "choose only parameters that the extension defines, with values that it allows",
            "X.5.1-12 X.6.7 X.7.1-10",
            "AgreesToUnknownParameter TakesUnknownParameter SaysInventedParameter",
            "Section7_1_ParametersOfOffers Section7_1_ParametersOfAnswers"
        ) with
        {
            Also = "9.1#5",
        },
        Rfc.Seen(
            "9.1#1",
            Must,
            Both,
            "fail the connection at a Sec-WebSocket-Extensions field that is not a list of extensions",
            "H.2.25 H.4.18",
            "TakesExtensionsOfNoList",
            "Section9_1_ExtensionLists"
        ),
        Rfc.Said(
            "9.1#0",
            "A client only offers extensions: a server declines one that it does not know, and opens the connection",
            "H.1.13",
            "RefusesUnknownExtension",
            "Section5_Negotiation"
        ),
        Rfc.May("9.1#3", Both, "split the list of extensions into several fields, or combine them"),
        Rfc.Hidden("9.1#4", Must, ExtensionAuthor, "use only registered names of extensions", Unseen.ExtensionAuthor),
        Rfc.May("9.1#7", ExtensionAuthor, "define how several extensions work together"),
        Rfc.May("9.2#1", Both, "use extensions that other documents define"),
        Rfc.Hidden(
            "10.2#1",
            Should,
            Server,
            "check that the Origin is one that it expects, unless it serves pages of any site",
            Unseen.Choice
        ),
        Rfc.Hidden("10.2#2", Should, Server, "answer 403 if the origin is not acceptable", Unseen.Choice),
        Rfc.Seen(
            "10.4#1",
            Must,
            Both,
            "protect itself against frames and messages that exceed its limits",
            "9.* L.1.1-3 L.3.1-2 L.5.1",
            "InflatesWithoutLimit",
            "Section10_4_Limits Law11_Bounded"
        ) with
        {
            Also = "10.4#2:SHOULD",
        },
        Rfc.Hidden("10.6#1", Must, Both, "support TLS", Unseen.Tls),
        Rfc.Hidden("10.6#2", Should, Both, "use TLS", Unseen.Tls),
        Rfc.May("10.7#2", Both, "end the transport at data or at a handshake that it does not understand or expect"),
        Rfc.Seen(
            "11.3.1#1",
            MustNot,
            Client,
            "send the Sec-WebSocket-Key field twice",
            "S.2.2",
            "TakesTwoKeys",
            "Section4_2_ServerHandshake"
        ),
        Rfc.May("11.3.2#1", Client, "send several Sec-WebSocket-Extensions fields"),
        Rfc.Seen(
            "11.3.2#2",
            MustNot,
            Server,
            "send the Sec-WebSocket-Extensions field twice",
            "12.* 13.* L.5.1 X.1.* X.2.* X.3.* X.4.* X.6.*",
            "SaysExtensionsTwice",
            "Section5_Negotiation"
        ),
        Rfc.Sent(
            "11.3.3#1",
            MustNot,
            Server,
            "send the Sec-WebSocket-Accept field twice",
            "SaysAcceptTwice",
            "Section4_1_ClientHandshake",
            "S.3.1"
        ),
        Rfc.May("11.3.4#1", Client, "send several Sec-WebSocket-Protocol fields"),
        Rfc.Seen(
            "11.3.4#2",
            MustNot,
            Server,
            "send the Sec-WebSocket-Protocol field twice",
            "H.1.14",
            "SaysProtocolTwice",
            "Section4_1_ClientHandshake"
        ),
        Rfc.May("11.3.5#1", Server, "send several Sec-WebSocket-Version fields"),
        Rfc.Seen(
            "11.3.5#2",
            MustNot,
            Client,
            "send the Sec-WebSocket-Version field twice",
            "S.2.3",
            "TakesTwoVersions",
            "Section4_2_ServerHandshake"
        ),
    ];

    public static OtherUse[] Others { get; } =
    [
        Rfc.NoRule("9.1#2", "It is a comment in the ABNF. §9.1#1 binds the reader of the field."),
        Rfc.NoRule("10.7#1", "It repeats that incoming data is validated. Each such rule has its own sentence."),
        Rfc.NoRule("11.1.1#1-2 11.1.2#1-2", "They belong to the registration of the URI schemes with IANA."),
    ];
}
