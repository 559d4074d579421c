using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family S, which test whether masking keys are unpredictable, and how a peer processes heads with ambiguous or dangerous
/// header fields (RFC 6455 §10, RFC 9110 §5.5, RFC 9112 §11).
/// </summary>
internal static class Security
{
    private const string Twice = "RFC 6455 §11.3";

    public static IEnumerable<Case> All()
    {
        yield return Sound(
            "S.1.1",
            "Send eight text messages, and check the masking keys of the frames that come back.",
            "No key repeats an earlier one or follows from earlier ones by counting.",
            "RFC 6455 §5.3, §10.3",
            Frames([.. Numbers.Select(number => RawFrame.Text(number))]),
            [.. Numbers.Select(Text)]
        ) with
        {
            Tester = Role.Server,
        };
        yield return Sound(
                "S.1.2",
                "Send pings between text messages, and check the masking keys of the frames that come back.",
                "No key repeats an earlier one or follows from earlier ones by counting.",
                "RFC 6455 §5.3, §10.3",
                Frames([.. Numbers.SelectMany(number => new[] { RawFrame.Text(number), RawFrame.Ping(number) })]),
                [.. Numbers.SelectMany(number => new[] { Text(number), Pong(Payload.Of(number)) })]
            )
            .PongsMayOvertake() with
        {
            Tester = Role.Server,
        };

        yield return OpeningRequests.Refuses(
            "S.2.1",
            "two Host fields that differ",
            "RFC 9112 §3.2",
            new HeadEdit.Append("Host: elsewhere.example")
        );
        yield return OpeningRequests.Refuses(
            "S.2.2",
            "two Sec-WebSocket-Key fields",
            Twice,
            new HeadEdit.Append("Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==")
        );
        yield return OpeningRequests.Refuses(
            "S.2.3",
            "two Sec-WebSocket-Version fields that differ",
            Twice,
            new HeadEdit.Append("Sec-WebSocket-Version: 8"),
            ifOpened: Verdict.NonStrict
        );
        yield return OpeningRequests.Refuses(
            "S.2.4",
            "a NUL in a value",
            "RFC 9110 §5.5",
            new HeadEdit.Append("X-Broken: a\0b"),
            ifOpened: Verdict.Informational,
            ifSilent: Verdict.NonStrict
        );
        yield return OpeningRequests.Refuses(
            "S.2.5",
            "a bare CR in a value",
            "RFC 9112 §2.2",
            new HeadEdit.Append("X-Broken: a\rb"),
            ifOpened: Verdict.Informational,
            ifSilent: Verdict.NonStrict
        );
        yield return OpeningRequests.Refuses(
            "S.2.6",
            "two Content-Length fields that differ",
            "RFC 9112 §6.3",
            new HeadEdit.Append("Content-Length: 0\r\nContent-Length: 5"),
            ifOpened: Verdict.Informational
        );

        yield return OpeningResponses
            .Fails(
                "S.3.1",
                "two Sec-WebSocket-Accept fields, the second of which answers another key",
                Twice,
                new HeadEdit.Append("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            )
            .OrTakesIt(
                Verdict.NonStrict,
                "The client accepts a response that repeats a field that may occur only once.",
                Text(Hello)
            );
        yield return OpeningResponses
            .Fails("S.3.2", "a NUL in a value", "RFC 9110 §5.5", new HeadEdit.Append("X-Broken: a\0b"))
            .OrTakesIt(Verdict.Informational, "The client accepts a value with a NUL, which it may replace by a space.", Text(Hello));
    }

    private static IEnumerable<string> Numbers => Enumerable.Range(1, 8).Select(number => $"message {number}");
}
