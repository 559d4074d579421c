namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The verdicts on compressed answers: of servers that are correct in unusual ways, and of faulty servers.</summary>
public sealed class CompressionVerdictTests
{
    private static readonly Dictionary<string, DeflateFault> Faults = new(StringComparer.Ordinal)
    {
        ["none, all parameters"] = DeflateFault.None(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15; "
                + "client_max_window_bits=15"
        ),
        ["none, answers are not compressed"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, echo.Message, reserved: 0)),
        ["none, answers come in fragments"] = DeflateFault.In(echo =>
            [
                .. DeflateFault.Frame((int)echo.Kind, echo.Compressed[..1], final: false, 4),
                .. DeflateFault.Frame(0, echo.Compressed[1..], final: true, 0),
            ]
        ),
        ["none, a pong between fragments"] = DeflateFault.In(echo =>
            [
                .. DeflateFault.Frame((int)echo.Kind, echo.Compressed[..1], final: false, 4),
                .. DeflateFault.Frame(10, [1], final: true, 0),
                .. DeflateFault.Frame(0, echo.Compressed[1..], final: true, 0),
            ]
        ),
        ["no extension"] = DeflateFault.None(""),
        ["another extension"] = DeflateFault.None("permessage-bzip2"),
        ["a parameter twice"] = DeflateFault.None("permessage-deflate; server_no_context_takeover; server_no_context_takeover"),
        ["another byte"] = DeflateFault.In(echo =>
            DeflateFault.Frame(echo.Kind, [(byte)(echo.Message[0] ^ 1), .. echo.Message[1..]], reserved: 0)
        ),
        ["another byte in the last message"] = DeflateFault.In(echo =>
            DeflateFault.Frame(
                echo.Kind,
                echo.Number < 9 ? echo.Message : [.. echo.Message[..^1], (byte)(echo.Message[^1] ^ 1)],
                reserved: 0
            )
        ),
        ["RSV2"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, echo.Compressed, reserved: 6)),
        ["a corrupt payload"] = DeflateFault.In(echo =>
            DeflateFault.Frame(echo.Kind, echo.Number < 3 ? echo.Compressed : [.. Enumerable.Repeat((byte)0xFF, 20)])
        ),
        ["no answer to the third message"] = DeflateFault.In(echo =>
            echo.Number == 2 ? [0x88, 0x00] : DeflateFault.Frame(echo.Kind, echo.Compressed)
        ),
    };

    [Theory]
    [InlineData("none, all parameters", "13.6.12", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, all parameters", "12.1.2", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, answers are not compressed", "12.5.10", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, answers come in fragments", "12.3.15", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, a pong between fragments", "12.3.3", Verdict.Ok, Verdict.Ok)]
    [InlineData("no extension", "12.1.1", Verdict.Unimplemented, Verdict.Ok)]
    [InlineData("another extension", "12.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("a parameter twice", "13.2.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("another byte", "12.2.3", Verdict.Failed, Verdict.Ok)]
    [InlineData("another byte in the last message", "12.2.3", Verdict.Failed, Verdict.Ok)]
    [InlineData("RSV2", "12.2.6", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("a corrupt payload", "12.2.6", Verdict.Failed, Verdict.Failed)]
    [InlineData("no answer to the third message", "12.2.6", Verdict.Failed, Verdict.Failed)]
    public void An_answer_gets_its_verdicts(string answer, string id, Verdict behavior, Verdict close)
    {
        var running = Exchanging.Find(id);
        var result = Exchanging.Run(running, Faults[answer], CompressedMessages.For(Seq.create(running)));
        Assert.Equal((behavior, close), (result.Judgement.Behavior, result.Judgement.Close));
    }
}
