using static Pure.WebSockets.Conformance.Bound;
using static Pure.WebSockets.Conformance.RuleKeyword;

namespace Pure.WebSockets.Conformance;

/// <summary>RFC 8441 and RFC 9220: opening a connection over a stream of HTTP/2 or HTTP/3.</summary>
internal static class StreamRules
{
    private const string Http2Gap = "The cases run over HTTP/2, but none of them is about its opening handshake yet.";
    private const string Http3Gap = "The tester does not speak HTTP/3.";
    private const string Law = "Section5_ExtendedConnect";

    private static readonly RuleTable Rfc = new(8441);
    private static readonly RuleTable Rfc9220 = new(9220);

    public static RfcRule[] All { get; } =
    [
        Rfc.Untested("3#1", Must, Server, "give SETTINGS_ENABLE_CONNECT_PROTOCOL the value 0 or 1", Http2Gap),
        Rfc.May("3#2", Client, "use the extended CONNECT after it has received the value 1"),
        Rfc.Untested("3#3", MustNot, Server, "send the value 0 after the value 1", Http2Gap),
        Rfc.Untested("4#1", Must, Client, "send :scheme and :path with a request that has :protocol", Http2Gap, Law),
        Rfc.Untested(
            "5#1",
            Must,
            Client,
            "request the scheme https for a wss URI, and http for a ws URI",
            Http2Gap,
            Law
        ),
        Rfc9220.Untested(
            "3#1",
            Should,
            Server,
            "answer 501 to an extended CONNECT whose :protocol it does not know or support",
            Http3Gap
        ),
        Rfc9220.May("3#2", Server, "say more in a response with problem details"),
    ];
}
