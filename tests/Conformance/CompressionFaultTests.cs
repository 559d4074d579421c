namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Servers with compression and one fault each, over real sockets, and a case that catches it.</summary>
public sealed class CompressionFaultTests
{
    private static readonly Dictionary<string, DeflateFault> Faults = new(StringComparer.Ordinal)
    {
        ["none"] = DeflateFault.None(),
        ["none, all parameters"] = DeflateFault.None("permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15; client_max_window_bits=15"),
        ["none, answers are not compressed"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, echo.Message, reserved: 0)),
        ["none, answers come in fragments"] = DeflateFault.In(echo => [.. DeflateFault.Frame((int)echo.Kind, echo.Compressed[..1], final: false, 4), .. DeflateFault.Frame(0, echo.Compressed[1..], final: true, 0)]),
        ["none, a pong between fragments"] = DeflateFault.In(echo => [.. DeflateFault.Frame((int)echo.Kind, echo.Compressed[..1], final: false, 4), .. DeflateFault.Frame(10, [1], final: true, 0), .. DeflateFault.Frame(0, echo.Compressed[1..], final: true, 0)]),
        ["no extension"] = DeflateFault.None(""),
        ["another extension"] = DeflateFault.None("permessage-bzip2"),
        ["an invented parameter"] = DeflateFault.None("permessage-deflate; level=9"),
        ["a parameter twice"] = DeflateFault.None("permessage-deflate; server_no_context_takeover; server_no_context_takeover"),
        ["a window without its bits"] = DeflateFault.None("permessage-deflate; client_max_window_bits"),
        ["the extension twice"] = DeflateFault.None("permessage-deflate, permessage-deflate"),
        ["another octet"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, [(byte)(echo.Message[0] ^ 1), .. echo.Message[1..]], reserved: 0)),
        ["another octet in the last message"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, echo.Number < 9 ? echo.Message : [.. echo.Message[..^1], (byte)(echo.Message[^1] ^ 1)], reserved: 0)),
        ["an octet is missing"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, echo.Message[..^1], reserved: 0)),
        ["text comes back as binary"] = DeflateFault.In(echo => DeflateFault.Frame(MessageKind.Binary, echo.Compressed)),
        ["each message comes back twice"] = DeflateFault.In(echo => [.. DeflateFault.Frame(echo.Kind, echo.Message, reserved: 0), .. DeflateFault.Frame(echo.Kind, echo.Message, reserved: 0)]),
        ["RSV1 on a continuation"] = DeflateFault.In(echo => [.. DeflateFault.Frame((int)echo.Kind, echo.Compressed[..1], final: false, 4), .. DeflateFault.Frame(0, echo.Compressed[1..], final: true, 4)]),
        ["RSV1 on a pong"] = DeflateFault.In(echo => [.. DeflateFault.Frame(10, [], final: true, 4), .. DeflateFault.Frame(echo.Kind, echo.Compressed)]),
        ["RSV2"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, echo.Compressed, reserved: 6)),
        ["compressed, and RSV1 not set"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, echo.Compressed, reserved: 0)),
        ["RSV1 set, and not compressed"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, [7, .. echo.Message])),
        ["a corrupt payload"] = DeflateFault.In(echo => DeflateFault.Frame(echo.Kind, echo.Number < 3 ? echo.Compressed : [.. Enumerable.Repeat((byte)0xFF, 20)])),
        ["a context that was to be given up goes on"] = DeflateFault.None("permessage-deflate; server_no_context_takeover") with { Frames = Continued() },
        ["no answer to the third message"] = DeflateFault.In(echo => echo.Number == 2 ? [0x88, 0x00] : DeflateFault.Frame(echo.Kind, echo.Compressed)),
    };

    [Theory]
    [InlineData("none", "12.1.1", Verdict.Ok, Verdict.Ok)]
    [InlineData("none", "12.2.5", Verdict.Ok, Verdict.Ok)]
    [InlineData("none", "12.4.11", Verdict.Ok, Verdict.Ok)]
    [InlineData("none", "13.7.18", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, all parameters", "13.6.12", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, all parameters", "12.1.2", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, answers are not compressed", "12.5.10", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, answers come in fragments", "12.3.15", Verdict.Ok, Verdict.Ok)]
    [InlineData("none, a pong between fragments", "12.3.3", Verdict.Ok, Verdict.Ok)]
    [InlineData("no extension", "12.1.1", Verdict.Unimplemented, Verdict.Ok)]
    [InlineData("another extension", "12.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("an invented parameter", "12.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("a parameter twice", "13.2.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("a window without its bits", "12.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("the extension twice", "13.7.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("none", "1.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("another octet", "12.2.3", Verdict.Failed, Verdict.Ok)]
    [InlineData("another octet in the last message", "12.2.3", Verdict.Failed, Verdict.Ok)]
    [InlineData("an octet is missing", "12.5.10", Verdict.Failed, Verdict.Ok)]
    [InlineData("text comes back as binary", "12.4.4", Verdict.Failed, Verdict.Ok)]
    [InlineData("each message comes back twice", "12.3.3", Verdict.Failed, Verdict.Ok)]
    [InlineData("RSV1 on a continuation", "12.2.6", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("RSV1 on a pong", "12.2.6", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("RSV2", "12.2.6", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("compressed, and RSV1 not set", "12.2.6", Verdict.Failed, Verdict.Ok)]
    [InlineData("RSV1 set, and not compressed", "12.2.6", Verdict.Failed, Verdict.Failed)]
    [InlineData("a corrupt payload", "12.2.6", Verdict.Failed, Verdict.Failed)]
    [InlineData("a context that was to be given up goes on", "13.2.4", Verdict.Failed, Verdict.Failed)]
    [InlineData("no answer to the third message", "12.2.6", Verdict.Failed, Verdict.Failed)]
    public async Task A_case_catches_the_fault(string fault, string id, Verdict behavior, Verdict close)
    {
        await using var server = CompressingServer.With(Faults[fault]);
        var running = Classic.With(messages: 10).Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));
        var result = await new TcpRunner(server.Url).RunAsync(running, TestContext.Current.CancellationToken);
        Assert.Equal((behavior, close), (result.Judgement.Behavior, result.Judgement.Close));
    }

    [Fact]
    public async Task A_case_says_which_rule_a_compressed_frame_broke()
    {
        await using var server = CompressingServer.With(Faults["RSV1 on a continuation"]);
        var result = await new TcpRunner(server.Url).RunAsync(Exchanging.Find("12.2.6"), TestContext.Current.CancellationToken);
        Assert.Equal("0 of 10 messages came back: RSV1 set on a continuation frame (RFC 7692 §6.1).", result.Judgement.Result);
    }

    private static Func<Echo, byte[]> Continued()
    {
        var context = Deflation.Of(15, contextTakeover: true);
        return echo =>
        {
            (context, var payload) = context.Compress(echo.Message);
            return DeflateFault.Frame(echo.Kind, payload.ToArray());
        };
    }
}
