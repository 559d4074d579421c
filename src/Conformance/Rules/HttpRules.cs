using static Pure.WebSockets.Conformance.Bound;
using static Pure.WebSockets.Conformance.RuleKeyword;

namespace Pure.WebSockets.Conformance;

/// <summary>The parts of RFC 9110 and RFC 9112 that an upgrade uses.</summary>
internal static class HttpRules
{
    private const string EitherIsAllowed = "The rule lets the recipient reject the head or replace the bytes, so both pass.";

    private const string HeadsLaw = "Rfc9112_Heads";
    private const string ClientLaw = "Section4_1_ClientHandshake";
    private const string ServerLaw = "Section4_2_ServerHandshake";

    private static readonly RuleTable Rfc9110 = new(9110);
    private static readonly RuleTable Rfc9112 = new(9112);

    public static RfcRule[] All { get; } =
    [
        Rfc9110.Said(
            "5.1#0",
            "The names of fields are tokens in any case of letters, and unknown fields are ignored",
            "H.1.1-2 H.1.10 H.2.21 H.3.1-2 H.3.8",
            "NeedsExactNames",
            $"{HeadsLaw} {ServerLaw} {ClientLaw}"
        ),
        Rfc9110.Said(
            "5.2#0",
            "Fields with the same name whose value is a list are one list",
            "H.1.7 H.3.14",
            "NeedsFirstConnection",
            ServerLaw
        ),
        Rfc9110.Sent(
            "5.3#1",
            MustNot,
            Both,
            "send two fields with the same name, unless their value is a list",
            "SaysAcceptTwice",
            ServerLaw
        ) with
        {
            Cases = "H.1.7 H.3.14",
        },
        Rfc9110.Seen(
            "5.4#1",
            Must,
            Server,
            "answer with a 4xx status if the fields are larger than it wants them",
            "H.1.11 L.4.1",
            "DropsLargeHeads",
            HeadsLaw
        ),
        Rfc9110.Seen(
            "5.4#2",
            RuleKeyword.May,
            Client,
            "discard or shorten fields that are larger than it wants them",
            "H.3.9"
        ) with
        {
            NoFault = "A client that discards the field and one that keeps it both pass.",
        },
        Rfc9110.Seen(
            "5.5#1",
            Must,
            Both,
            "reject a value with CR, LF or NUL, or replace them by spaces",
            "S.2.4 S.3.2",
            laws: HeadsLaw
        ) with
        {
            NoFault = EitherIsAllowed,
        },
        Rfc9110.Seen("5.5#2", Should, Both, "treat other bytes above ASCII in a value as opaque", "H.1.12", laws: HeadsLaw) with
        {
            NoFault = "The case only informs, because a server may also reject the field.",
        },
        Rfc9110.Untested(
            "5.6.1#1",
            MustNot,
            Both,
            "send empty elements in a list",
            "The tester ignores them, as it must.",
            ClientLaw
        ),
        Rfc9110.Seen(
            "5.6.1#2",
            Must,
            Both,
            "ignore a reasonable number of empty elements in a list",
            "H.1.19 H.3.17",
            "RefusesEmptyElements",
            ServerLaw
        ),
        Rfc9110.Seen(
            "7.8#1",
            MustNot,
            Server,
            "switch to a protocol that the client did not name in Upgrade",
            "H.2.2-4",
            "TakesOtherUpgrade TakesNoUpgrade",
            ServerLaw
        ),
        Rfc9110.Sent("7.8#2", Must, Server, "name the new protocol in the Upgrade field of a 101 response", "SaysNoUpgrade", ServerLaw),
        Rfc9110.Sent(
            "7.8#3",
            Must,
            Both,
            "send the option upgrade in Connection with an Upgrade field",
            "SaysNoConnection AsksWithoutConnection",
            $"{ServerLaw} {ClientLaw}"
        ),
        Rfc9110.Seen("7.8#4", Must, Server, "ignore the Upgrade field of an HTTP/1.0 request", "H.2.17", "TakesHttp10", HeadsLaw),
        Rfc9110.Seen(
            "15.2#1",
            Must,
            Client,
            "read interim responses before the final one",
            "H.3.11",
            "StopsAtInterimResponse",
            ClientLaw
        ),
        Rfc9110.Hidden("15.5.6#1", Must, Server, "name the allowed methods with a response 405", Unseen.Choice, ServerLaw),
        Rfc9110.Hidden("15.5.22#1", Must, Server, "name the required protocol with a response 426", Unseen.Choice, ServerLaw),
        Rfc9112.Said("2.1#0", "A head ends with an empty line", "H.2.24", "AnswersEarly", HeadsLaw),
        Rfc9112.Said(
            "2.2#0",
            "A head is read line by line up to its empty line, however it is cut",
            "H.1.15-16 H.1.18 H.2.23 H.3.12",
            "NeedsHeadAtOnce",
            HeadsLaw
        ),
        Rfc9112.May("2.2#1", Both, "take an LF alone for the end of a line"),
        Rfc9112.Seen("2.2#2", Must, Both, "reject a CR that is not followed by LF, or replace it by a space", "S.2.5", laws: HeadsLaw) with
        {
            NoFault = EitherIsAllowed,
        },
        Rfc9112.Untested(
            "2.2#3",
            MustNot,
            Both,
            "send white space between the first line and the first field",
            "The recipient may reject the head or ignore the line, so a case could only inform.",
            HeadsLaw
        ),
        Rfc9112.Untested(
            "2.2#4",
            Should,
            Server,
            "ignore an empty line before a request",
            "A case could only be NON-STRICT, and the tester has no such verdict for a server that ends the transport.",
            HeadsLaw
        ),
        Rfc9112.Seen(
            "3#1",
            Should,
            Server,
            "answer an invalid request line with 400 or a redirect",
            "H.2.18",
            "TakesAnyRequestLine",
            HeadsLaw
        ),
        Rfc9112.Sent("3.2#1", Must, Client, "send a Host field", "AsksWithoutHost", ClientLaw),
        Rfc9112.Seen(
            "3.2#2",
            Must,
            Server,
            "answer 400 to a request with no Host field, with two, or with an invalid one",
            "H.2.1 S.2.1",
            "TakesNoHost TakesTwoHosts",
            ServerLaw
        ),
        Rfc9112.Sent("3.2.1#1", Must, Client, "send the path and query of its URI, and / for an empty path", "AsksForNoPath", ClientLaw),
        Rfc9112.Seen("3.2.2#1", Must, Server, "accept a target in absolute form", "H.1.17", "RefusesAbsoluteTarget", ServerLaw),
        Rfc9112.Hidden(
            "3.2.2#2",
            Must,
            Server,
            "then use the host of the target, and ignore the Host field",
            Unseen.Inside,
            ServerLaw
        ),
        Rfc9112.Untested(
            "4#1",
            Must,
            Server,
            "send a space after the status, even without a reason phrase",
            "The tester accepts a status line without it.",
            HeadsLaw
        ),
        Rfc9112.Seen("4#2", Should, Client, "ignore the reason phrase", "H.3.6-7", "NeedsReasonPhrase", $"{ClientLaw} {HeadsLaw}"),
        Rfc9112.Said(
            "4#0",
            "A status line has a version, a status of three digits and a reason phrase",
            "H.4.13",
            "TakesAnyStatus",
            HeadsLaw
        ),
        Rfc9112.Said(
            "5#0",
            "A field is a name, a colon, and a value with optional white space around it",
            "H.1.8-9 H.2.20 H.3.10 H.3.15 H.4.14",
            "NeedsSpaceBehindColon KeepsSpaceBehindValue TakesLineWithoutColon",
            HeadsLaw
        ),
        Rfc9112.Seen(
            "5.1#1",
            Must,
            Server,
            "reject a request with white space between the name of a field and its colon",
            "H.2.19 H.2.24",
            "TakesSpaceBeforeColon",
            HeadsLaw
        ),
        Rfc9112.Hidden(
            "5.1#2",
            Must,
            Intermediary,
            "remove such white space from a response",
            Unseen.Intermediary
        ),
        Rfc9112.Untested(
            "5.2#1",
            MustNot,
            Both,
            "fold a line",
            "The tester unfolds the lines of a response, as it must.",
            "Rfc9110_HeaderInjection"
        ),
        Rfc9112.Seen("5.2#2", Must, Server, "reject a folded line of a request, or unfold it", "H.2.22", laws: HeadsLaw) with
        {
            NoFault = EitherIsAllowed,
        },
        Rfc9112.Seen("5.2#3", Must, Client, "unfold the lines of a response", "H.3.16", "RefusesFoldedLine", HeadsLaw),
        Rfc9112.Seen(
            "6.3#1",
            Must,
            Server,
            "answer 400 to a request with two Content-Length fields that differ, and close the transport",
            "S.2.6",
            laws: ServerLaw
        ) with
        {
            NoFault = "A server that reads no body of an upgrade does not compare them, so both pass.",
        },
    ];
}
