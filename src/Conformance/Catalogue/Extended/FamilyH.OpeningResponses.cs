using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family H for a tester in the server role (RFC 6455 §4.1, RFC 9112). The tester sends unusual but valid responses, which a
/// client should accept, and responses that a client should reject.
/// </summary>
internal static class OpeningResponses
{
    private const string Checks = "RFC 6455 §4.1";
    private const string Accept = "Sec-WebSocket-Accept";

    private const string KeptForHttp = "The connection does not open. The client keeps the transport, which HTTP allows it to reuse.";

    private static readonly HeadEdit[] Nothing = [];

    public static IEnumerable<Case> All() => Taken().Concat(Refused());

    private static IEnumerable<Case> Taken()
    {
        yield return Opens("H.3.1", "upper-case field names", "RFC 9110 §5.1", new HeadEdit.NamesInCase(IsUpper: true));
        yield return Opens("H.3.2", "lower-case field names", "RFC 9110 §5.1", new HeadEdit.NamesInCase(IsUpper: false));
        yield return Opens("H.3.3", "Upgrade: WebSocket", Checks, new HeadEdit.Replace("Upgrade", "Upgrade: WebSocket"));
        yield return Opens(
            "H.3.4",
            "Connection: upgrade, in lower case",
            Checks,
            new HeadEdit.Replace("Connection", "Connection: upgrade")
        );
        yield return Opens(
            "H.3.5",
            "Connection: keep-alive, Upgrade",
            Checks,
            new HeadEdit.Replace("Connection", "Connection: keep-alive, Upgrade")
        );
        yield return Opens("H.3.6", "no reason phrase", "RFC 9112 §4", new HeadEdit.StartLine("HTTP/1.1 101 "));
        yield return Opens("H.3.7", "a custom reason phrase", "RFC 9112 §4", new HeadEdit.StartLine("HTTP/1.1 101 Here we go"));
        yield return Opens(
            "H.3.8",
            "unknown fields, one without a value",
            "RFC 9110 §5.1",
            new HeadEdit.Append("X-Unknown: a, b; c=\"d\""),
            new HeadEdit.Append("X-Empty:")
        );
        yield return Opens("H.3.9", "a field of 4,000 bytes", "RFC 9110 §5.4", new HeadEdit.Append("X-Long: " + new string('a', 3992)))
            .OrLeaves(Verdict.Informational, "The client limits the size of a field, as HTTP allows.");
        yield return Opens(
            "H.3.10",
            "no white space after the colon",
            "RFC 9112 §5",
            new HeadEdit.Replace("Upgrade", "Upgrade:websocket"),
            new HeadEdit.Replace("Connection", "Connection:Upgrade")
        );
        yield return Opens(
            "H.3.11",
            "an interim response 103 before it",
            "RFC 9110 §15.2",
            new HeadEdit.Before("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
        );
        yield return Opens("H.3.12", "a head that comes one byte per write", "RFC 9112 §2.2", Nothing) with
        {
            Opening = new OpeningScript { Chop = 1 },
        };
        yield return Opens("H.3.13", "the first frame in the same write as the head", "RFC 6455 §4.1", Nothing) with
        {
            Opening = new OpeningScript { JoinsFirstFrame = true },
        };
        yield return Opens(
            "H.3.14",
            "two Connection fields, the second with Upgrade",
            "RFC 9110 §5.3",
            new HeadEdit.Replace("Connection", "Connection: keep-alive"),
            new HeadEdit.Append("Connection: Upgrade")
        );
        yield return Opens(
            "H.3.15",
            "tabs and spaces around the values",
            "RFC 9112 §5",
            new HeadEdit.Replace("Upgrade", "Upgrade: \t websocket \t "),
            new HeadEdit.Replace("Connection", "Connection:   Upgrade  ")
        );
        yield return Opens("H.3.16", "a folded line", "RFC 9112 §5.2", new HeadEdit.Append("X-Folded: a\r\n b"));
        yield return Opens(
            "H.3.17",
            "empty elements in Connection",
            "RFC 9110 §5.6.1",
            new HeadEdit.Replace("Connection", "Connection: , keep-alive,, Upgrade ,")
        );
    }

    private static IEnumerable<Case> Refused()
    {
        yield return Fails(
            "H.4.1",
            $"an {Accept} that answers another key",
            Checks,
            new HeadEdit.Replace(Accept, $"{Accept}: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        );
        yield return Fails("H.4.2", $"no {Accept}", Checks, new HeadEdit.Remove(Accept));
        yield return Fails("H.4.3", $"an empty {Accept}", Checks, new HeadEdit.Replace(Accept, $"{Accept}:"));
        yield return Fails("H.4.4", "no Upgrade", Checks, new HeadEdit.Remove("Upgrade"));
        yield return Fails("H.4.5", "Upgrade: h2c", Checks, new HeadEdit.Replace("Upgrade", "Upgrade: h2c"));
        yield return Fails("H.4.6", "no Connection", Checks, new HeadEdit.Remove("Connection"));
        yield return Fails("H.4.7", "Connection: close", Checks, new HeadEdit.Replace("Connection", "Connection: close"));
        yield return Fails(
                "H.4.8",
                "status 200",
                Checks,
                new HeadEdit.StartLine("HTTP/1.1 200 OK"),
                new HeadEdit.Append("Content-Length: 0")
            )
            .OrIsSilent(Verdict.Informational, KeptForHttp);
        yield return Fails(
                "H.4.9",
                "status 400",
                Checks,
                new HeadEdit.StartLine("HTTP/1.1 400 Bad Request"),
                new HeadEdit.Append("Content-Length: 0")
            )
            .OrIsSilent(Verdict.Informational, KeptForHttp);
        yield return Fails(
                "H.4.10",
                "status 503",
                Checks,
                new HeadEdit.StartLine("HTTP/1.1 503 Service Unavailable"),
                new HeadEdit.Append("Content-Length: 0")
            )
            .OrIsSilent(Verdict.Informational, KeptForHttp);
        yield return Fails(
            "H.4.11",
            "a subprotocol that was not requested",
            Checks,
            new HeadEdit.Append("Sec-WebSocket-Protocol: x-unheard-of")
        );
        yield return Fails(
            "H.4.12",
            "an extension that was not offered",
            Checks,
            new HeadEdit.Replace("Sec-WebSocket-Extensions", "Sec-WebSocket-Extensions: x-unheard-of")
        );
        yield return Fails("H.4.13", "an invalid status line", "RFC 9112 §4", new HeadEdit.StartLine("HELLO"));
        yield return Fails("H.4.14", "a line without a colon", "RFC 9112 §5", new HeadEdit.Append("X-Broken"))
            .OrTakesIt(Verdict.NonStrict, "The client accepts a head with a line that is not a field.", Text(Hello));
        yield return Fails("H.4.15", "HTTP/1.0, which has no upgrade", Checks, new HeadEdit.StartLine("HTTP/1.0 101 Switching Protocols"))
            .OrTakesIt(Verdict.Informational, "The client accepts status 101 with HTTP/1.0.", Text(Hello));
        yield return (
            Fails("H.4.16", "only the first 40 bytes of the head, and the end of the transport", Checks, new HeadEdit.CutAfter(40)) with
            {
                Script = Of(new TesterAction.EndOutput(), FailAfter(2)),
            }
        ).OrIsSilent(Verdict.NonStrict, "The client keeps its side of the transport open although nothing more can come.");
        yield return Fails(
            "H.4.17",
            $"{Accept} in lower case, which is a different value",
            Checks,
            new HeadEdit.ValueInSmallLetters(Accept)
        );
        yield return Fails(
            "H.4.18",
            "a Sec-WebSocket-Extensions that is not a list of extensions",
            "RFC 6455 §9.1",
            new HeadEdit.Replace("Sec-WebSocket-Extensions", "Sec-WebSocket-Extensions: permessage-deflate; =1")
        );
    }

    private static Case Opens(string id, string what, string rule, params HeadEdit[] edits) =>
        Sound(
            id,
            $"Answer the request with {what}. Then send a text message.",
            "The client accepts it, and the message comes back.",
            rule,
            Frames(RawFrame.Text(Hello)),
            Text(Hello)
        ) with
        {
            Tester = Role.Server,
            Opening = new OpeningScript { Edits = Seq.create(edits) },
        };

    internal static Case Fails(string id, string what, string rule, params HeadEdit[] edits) =>
        Broken(
            id,
            $"Answer the request with {what}. Then send a text message.",
            rule,
            [CloseCode.ProtocolError, CloseCode.MandatoryExtension],
            Frames(RawFrame.Text(Hello))
        ) with
        {
            Expected = "The client ends the transport, and nothing comes back: the connection never opens.",
            Tester = Role.Server,
            Opening = new OpeningScript { Edits = Seq.create(edits) },
        };
}
