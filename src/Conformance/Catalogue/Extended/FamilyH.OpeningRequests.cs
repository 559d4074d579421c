using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family H for a tester in the client role (RFC 6455 §4.2.1, RFC 9112). The tester sends unusual but valid requests, which a
/// server should accept, and invalid requests, which a server should reject.
/// </summary>
internal static class OpeningRequests
{
    private const string Upgrade = "RFC 6455 §4.2.1";

    private const string LateField = "X-Late : a";
    private static readonly TimeSpan APause = TimeSpan.FromSeconds(1);

    private static readonly HeadEdit[] Nothing = [];

    public static IEnumerable<Case> All() => Taken().Concat(Refused());

    private static IEnumerable<Case> Taken()
    {
        yield return Opens("H.1.1", "upper-case field names", "RFC 9110 §5.1", new HeadEdit.NamesInCase(IsUpper: true));
        yield return Opens("H.1.2", "lower-case field names", "RFC 9110 §5.1", new HeadEdit.NamesInCase(IsUpper: false));
        yield return Opens("H.1.3", "Upgrade: WEBSOCKET", Upgrade, new HeadEdit.Replace("Upgrade", "Upgrade: WEBSOCKET"));
        yield return Opens("H.1.4", "Upgrade: websocket, in lower case", Upgrade, new HeadEdit.Replace("Upgrade", "Upgrade: websocket"));
        yield return Opens(
            "H.1.5",
            "Connection: keep-alive, Upgrade",
            Upgrade,
            new HeadEdit.Replace("Connection", "Connection: keep-alive, Upgrade")
        );
        yield return Opens(
            "H.1.6",
            "Connection: upgrade, in lower case",
            Upgrade,
            new HeadEdit.Replace("Connection", "Connection: upgrade")
        );
        yield return Opens(
            "H.1.7",
            "two Connection fields, the second with Upgrade",
            "RFC 9110 §5.3",
            new HeadEdit.Replace("Connection", "Connection: keep-alive"),
            new HeadEdit.Append("Connection: Upgrade")
        );
        yield return Opens(
            "H.1.8",
            "no white space after the colon",
            "RFC 9112 §5",
            new HeadEdit.Replace("Upgrade", "Upgrade:websocket"),
            new HeadEdit.Replace("Sec-WebSocket-Version", "Sec-WebSocket-Version:13")
        );
        yield return Opens(
            "H.1.9",
            "tabs and spaces around the values",
            "RFC 9112 §5",
            new HeadEdit.Replace("Upgrade", "Upgrade: \t websocket \t "),
            new HeadEdit.Replace("Sec-WebSocket-Version", "Sec-WebSocket-Version:   13  ")
        );
        yield return Opens(
            "H.1.10",
            "unknown fields, one without a value",
            "RFC 9110 §5.1",
            new HeadEdit.Append("X-Unknown: a, b; c=\"d\""),
            new HeadEdit.Append("X-Empty:")
        );
        yield return Opens("H.1.11", "a field of 4,000 bytes", "RFC 9110 §5.4", new HeadEdit.Append("X-Long: " + new string('a', 3992)))
            .OrRefuses(
                Verdict.Informational,
                "A server may limit the size of a field, and then answers with a 4xx status."
            );
        yield return Opens("H.1.12", "non-ASCII bytes in a value", "RFC 9110 §5.5", new HeadEdit.Append("X-Name: caf\u00E9")) with
        {
            OnlyInforms = true,
        };
        yield return Opens(
                "H.1.13",
                "an unknown extension",
                "RFC 6455 §9.1",
                new HeadEdit.Append("Sec-WebSocket-Extensions: x-unheard-of; a=1; b=\"cd\"")
            )
            .OrRefuses(Verdict.NonStrict, "It should open the connection without the extension: the client only offers it.");
        yield return Opens("H.1.14", "subprotocols that are probably unknown", "RFC 6455 §4.2.2", Nothing) with
        {
            Opening = new OpeningScript
            {
                Protocols = Seq.create("x-unheard-of", "x-nor-of-this"),
                IfRejected = new AllowedRejection(
                    Verdict.Informational,
                    "A server may require a subprotocol."
                ),
            },
        };
        yield return Opens("H.1.15", "a head that comes one byte per write", "RFC 9112 §2.2", Nothing) with
        {
            Opening = new OpeningScript { Chop = 1 },
        };
        yield return Opens("H.1.16", "a head that comes in writes of 100 bytes", "RFC 9112 §2.2", Nothing) with
        {
            Opening = new OpeningScript { Chop = 100 },
        };
        yield return Opens("H.1.17", "a target in absolute form", "RFC 9112 §3.2.2", new HeadEdit.AbsoluteTarget());
        yield return Opens("H.1.18", "a head whose last 20 bytes come a second after the others", "RFC 9112 §2.2", Nothing) with
        {
            Opening = new OpeningScript { Pause = new HeadPause(20, APause) },
        };
        yield return Opens(
            "H.1.19",
            "empty elements in Connection",
            "RFC 9110 §5.6.1",
            new HeadEdit.Replace("Connection", "Connection: , keep-alive,, Upgrade ,")
        );
    }

    private static IEnumerable<Case> Refused()
    {
        yield return Refuses("H.2.1", "no Host", "RFC 9112 §3.2", new HeadEdit.Remove("Host"));
        yield return Ignores("H.2.2", "no Upgrade", new HeadEdit.Remove("Upgrade"));
        yield return Ignores("H.2.3", "Upgrade: h2c", new HeadEdit.Replace("Upgrade", "Upgrade: h2c"));
        yield return Ignores("H.2.4", "Upgrade: websocketx", new HeadEdit.Replace("Upgrade", "Upgrade: websocketx"));
        yield return Ignores("H.2.5", "no Connection", new HeadEdit.Remove("Connection"));
        yield return Ignores("H.2.6", "Connection: keep-alive", new HeadEdit.Replace("Connection", "Connection: keep-alive"));
        yield return Refuses("H.2.7", "no Sec-WebSocket-Key", Upgrade, new HeadEdit.Remove("Sec-WebSocket-Key"));
        yield return Refuses(
            "H.2.8",
            "an empty Sec-WebSocket-Key",
            Upgrade,
            new HeadEdit.Replace("Sec-WebSocket-Key", "Sec-WebSocket-Key:")
        );
        yield return Refuses(
            "H.2.9",
            "a key of 15 bytes",
            Upgrade,
            new HeadEdit.Replace("Sec-WebSocket-Key", "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4P"),
            ifOpened: Verdict.NonStrict
        );
        yield return Refuses(
            "H.2.10",
            "a key of 17 bytes",
            Upgrade,
            new HeadEdit.Replace("Sec-WebSocket-Key", "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEBE="),
            ifOpened: Verdict.NonStrict
        );
        yield return Refuses(
            "H.2.11",
            "a key that is not base64",
            Upgrade,
            new HeadEdit.Replace("Sec-WebSocket-Key", "Sec-WebSocket-Key: !QIDBAUGBwgJCgsMDQ4PEA==")
        );
        yield return Refuses("H.2.12", "no Sec-WebSocket-Version", Upgrade, new HeadEdit.Remove("Sec-WebSocket-Version"));
        yield return Refuses(
            "H.2.13",
            "version 12",
            "RFC 6455 §4.4",
            new HeadEdit.Replace("Sec-WebSocket-Version", "Sec-WebSocket-Version: 12"),
            "Sec-WebSocket-Version"
        );
        yield return Refuses(
            "H.2.14",
            "version 14",
            "RFC 6455 §4.4",
            new HeadEdit.Replace("Sec-WebSocket-Version", "Sec-WebSocket-Version: 14"),
            "Sec-WebSocket-Version"
        );
        yield return Refuses(
            "H.2.15",
            "a version that is not a number",
            Upgrade,
            new HeadEdit.Replace("Sec-WebSocket-Version", "Sec-WebSocket-Version: 13x")
        );
        yield return Refuses("H.2.16", "the method POST", Upgrade, new HeadEdit.StartLine("POST / HTTP/1.1"), mayIgnore: true);
        yield return Ignores("H.2.17", "HTTP/1.0, which has no upgrade", new HeadEdit.StartLine("GET / HTTP/1.0"));
        yield return Refuses(
            "H.2.18",
            "an invalid request line",
            "RFC 9112 §3",
            new HeadEdit.StartLine("HELLO"),
            ifSilent: Verdict.NonStrict
        );
        yield return Refuses(
            "H.2.19",
            "white space between a name and its colon",
            "RFC 9112 §5.1",
            new HeadEdit.Replace("Upgrade", "Upgrade : websocket")
        );
        yield return Refuses(
            "H.2.20",
            "a line without a colon",
            "RFC 9112 §5",
            new HeadEdit.Append("X-Broken"),
            ifOpened: Verdict.NonStrict,
            ifSilent: Verdict.NonStrict
        );
        yield return Refuses(
            "H.2.21",
            "a field name that is not a token",
            "RFC 9110 §5.1",
            new HeadEdit.Append("X(Broken): a"),
            ifOpened: Verdict.NonStrict,
            ifSilent: Verdict.NonStrict
        );
        yield return Refuses(
            "H.2.22",
            "a folded line, which a server may also unfold",
            "RFC 9112 §5.2",
            new HeadEdit.Append("X-Folded: a\r\n b"),
            ifOpened: Verdict.Informational
        );
        yield return Refuses(
            "H.2.23",
            "lines that end with LF alone, which a server may accept or not recognize as line ends",
            "RFC 9112 §2.2",
            new HeadEdit.LineEnd("\n"),
            ifOpened: Verdict.Informational,
            ifSilent: Verdict.Informational
        );
        yield return Late(
            Refuses(
                "H.2.24",
                "white space between the name of the last field and its colon, in a field that comes a second after the others",
                "RFC 9112 §2.1, §5.1",
                new HeadEdit.Append(LateField)
            )
        );
        yield return Refuses(
            "H.2.25",
            "a Sec-WebSocket-Extensions that is not a list of extensions",
            "RFC 6455 §9.1",
            new HeadEdit.Append("Sec-WebSocket-Extensions: permessage-deflate; =1")
        );
    }

    private static Case Opens(string id, string what, string rule, params HeadEdit[] edits) =>
        Sound(
            id,
            $"Request the upgrade with {what}. Then send a text message.",
            "The connection opens, and the message comes back.",
            rule,
            Frames(RawFrame.Text(Hello)),
            Text(Hello)
        ) with
        {
            Tester = Role.Client,
            Opening = new OpeningScript { Edits = Seq.create(edits) },
        };

    /// <summary>
    /// Returns the case with a pause before the invalid header field, which is the last field of the head. A server that opens the
    /// connection during the pause has not read the invalid header field.
    /// </summary>
    private static Case Late(Case refused) => refused with
    {
        Expected = $"{refused.Expected} A head is not complete before the empty line at its end.",
        Opening = refused.Opening with { Pause = new HeadPause(LateField.Length + "\r\n\r\n".Length, APause) },
    };

    private static Case OrRefuses(this Case some, Verdict verdict, string why) =>
        some with
        {
            Opening = some.Opening with { IfRejected = new AllowedRejection(verdict, why) },
        };

    private static Case Ignores(string id, string what, HeadEdit edit) => Refuses(id, what, Upgrade, edit, mayIgnore: true);

    internal static Case Refuses(
        string id,
        string what,
        string rule,
        HeadEdit edit,
        string? field = null,
        bool mayIgnore = false,
        Verdict ifOpened = Verdict.Failed,
        Verdict ifSilent = Verdict.Failed
    ) =>
        Sound(
            id,
            $"Request the upgrade with {what}.",
            $"The server rejects the request with a status of 400 "
                + $"or higher{(field is null ? "" : $" and the field {field}")}"
                + $"{(mayIgnore ? ", or answers as if no upgrade were requested" : "")}.",
            rule,
            [Close(1000)]
        ) with
        {
            Tester = Role.Client,
            Opening = new OpeningScript
            {
                Edits = Seq.create(edit),
                Rejection = new RejectionExpectation(ifOpened, mayIgnore, field is null ? Option<string>.None : field)
                {
                    IfSilent = ifSilent,
                },
            },
        };
}
