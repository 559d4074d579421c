using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of family 5, which test fragmented messages and the frames that are allowed between fragments (RFC 6455 §5.4).
/// </summary>
internal static class Fragmentation
{
    private const string NoStart = "non-continuation payload";

    public static IEnumerable<Case> All()
    {
        yield return ControlInFragments("5.1", "ping", 9);
        yield return ControlInFragments("5.2", "pong", 10);
        foreach (var (id, how) in Ways(3)) yield return TwoFragments(id, how);
        foreach (var (id, how) in Ways(6)) yield return PingBetween(id, how);
        foreach (var (id, how) in Ways(9)) yield return NothingToContinue(id, how, final: true);
        foreach (var (id, how) in Ways(12)) yield return NothingToContinue(id, how, final: false);
        yield return new Case
        {
            Id = new CaseId("5.15"),
            Description =
                "Send a text message in two fragments, then a continuation frame with FIN clear and no message to continue, then a text "
                    + "message.",
            Expected =
                "The first message comes back, then the peer fails the connection with 1002. Failing it without the echo is non-strict.",
            Rule = "RFC 6455 §5.4",
            Script = Of([
                .. Frames(
                    Part("fragment1", final: false),
                    More("fragment2", final: true),
                    More("fragment3", final: false),
                    Part("fragment4", final: true)
                ),
                FailAfter(1),
            ]),
            Expectation = EventsOrNone(Text("fragment1fragment2")),
            Close = CloseExpectation.ProtocolError,
        };
        yield return Broken(
            "5.16",
            "a continuation frame with FIN clear and no message to continue, then a text message in two fragments, all twice",
            Twice(More("fragment1", final: false), Part("fragment2", final: false), More("fragment3", final: true))
        );
        yield return Broken(
            "5.17",
            "a continuation frame with FIN set and no message to continue, then a text message in two fragments, all twice",
            Twice(More("fragment1", final: true), Part("fragment2", final: false), More("fragment3", final: true))
        );
        yield return Broken(
            "5.18",
            "two fragments of a text message, the second with opcode 1 instead of 0",
            Part("fragment1", final: false),
            Part("fragment2", final: true)
        );
        yield return Long("5.19", sync: false);
        yield return Long("5.20", sync: true);
    }

    private static RawFrame Part(string text, bool final) => RawFrame.Text(text, final);

    private static RawFrame More(string text, bool final) => RawFrame.Continuation(text, final);

    private static RawFrame[] Twice(params RawFrame[] frames) => [.. frames, .. frames];

    /// <summary>
    /// Returns three consecutive ids, each with a different way of writing the frames. The first two ways send each frame in a separate
    /// write. These two ways differ only in the sync flag. The third way sends each byte in a separate write.
    /// </summary>
    private static IEnumerable<(string Id, (int Chop, bool Sync, string Words) How)> Ways(int first) =>
    [
        ($"5.{first}", (0, false, "")),
        ($"5.{first + 1}", (0, true, ", one frame per write")),
        ($"5.{first + 2}", (1, false, ", one byte per write")),
    ];

    private static TesterAction[] Written((int Chop, bool Sync, string Words) how, params RawFrame[] frames) =>
        Frames(Array.ConvertAll(frames, frame => frame with { Chop = how.Chop, Sync = how.Sync }));

    private static Case ControlInFragments(string id, string name, int opcode) => new()
    {
        Id = new CaseId(id),
        Description = $"Send a {name} in two fragments.",
        Expected = "The peer fails the connection with 1002: control frames are never fragmented.",
        Rule = "RFC 6455 §5.5",
        Script = Of([.. Frames(new RawFrame(opcode, Payload.Of("fragment1"), Final: false), More("fragment2", final: true)), FailAfter(1)]),
        Expectation = Events(),
        Close = CloseExpectation.ProtocolError,
    };

    private static Case TwoFragments(string id, (int Chop, bool Sync, string Words) how) => new()
    {
        Id = new CaseId(id),
        Description = $"Send a text message in two fragments{how.Words}.",
        Expected = "The message comes back.",
        Rule = "RFC 6455 §5.4",
        Script = Of([.. Written(how, Part("fragment1", final: false), More("fragment2", final: true)), CloseAfter(1)]),
        Expectation = Events(Text("fragment1fragment2")),
    };

    private static Case PingBetween(string id, (int Chop, bool Sync, string Words) how) =>
        new()
        {
            Id = new CaseId(id),
            Description = $"Send a text message in two fragments with a ping between them{how.Words}.",
            Expected = "The pong comes back, then the message.",
            Rule = "RFC 6455 §5.4",
            Script = Of([
                .. Written(how, Part("fragment1", final: false), RawFrame.Ping("ping payload"), More("fragment2", final: true)),
                CloseAfter(1),
            ]),
            Expectation = Events(Pong(Payload.Of("ping payload")), Text("fragment1fragment2")),
        };

    private static Case NothingToContinue(string id, (int Chop, bool Sync, string Words) how, bool final) =>
        new()
        {
            Id = new CaseId(id),
            Description =
                $"Send a continuation frame with FIN {(final ? "set" : "clear")} and no message to continue, then a text "
                    + $"message{how.Words}.",
            Expected = "The peer fails the connection with 1002.",
            Rule = "RFC 6455 §5.4",
            Script = Of([.. Written(how, More(NoStart, final), Part(Hello, final: true)), FailAfter(1)]),
            Expectation = Events(),
            Close = CloseExpectation.ProtocolError,
        };

    private static Case Broken(string id, string what, params RawFrame[] frames) => new()
    {
        Id = new CaseId(id),
        Description = $"Send {what}.",
        Expected = "The peer fails the connection with 1002.",
        Rule = "RFC 6455 §5.4",
        Script = Of([.. Frames(frames), FailAfter(1)]),
        Expectation = Events(),
        Close = CloseExpectation.ProtocolError,
    };

    private static Case Long(string id, bool sync)
    {
        var how = (0, sync, "");
        return new Case
        {
            Id = new CaseId(id),
            Description =
                $"Send a text message in five fragments, a ping after the second and the fourth, with a wait of a second in the "
                    + $"middle{(sync ? ", one frame per write" : "")}.",
            Expected = "The peer answers each ping when it arrives, and the message comes back.",
            Rule = "RFC 6455 §5.4",
            Script = Of(
            [
                .. Written(how, Part("fragment1", final: false), More("fragment2", final: false), RawFrame.Ping("pongme 1!")),
                Wait(1),
                .. Written(
                    how,
                    More("fragment3", final: false),
                    More("fragment4", final: false),
                    RawFrame.Ping("pongme 2!"),
                    More("fragment5", final: true)
                ),
                CloseAfter(1),
            ]),
            Expectation = Events(
                Pong(Payload.Of("pongme 1!")),
                Pong(Payload.Of("pongme 2!")),
                Text("fragment1fragment2fragment3fragment4fragment5")
            ),
        };
    }
}
