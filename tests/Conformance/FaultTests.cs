using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The score of a suite is what it catches: servers with one fault each, over real sockets, and a case that catches it.</summary>
public sealed class FaultTests
{
    private static readonly Dictionary<string, Fault> Faults = new(StringComparer.Ordinal)
    {
        ["none"] = Fault.None,
        ["a pong with another payload"] = Fault.In(Opcode.Pong, frame => FrameEncoder.Encode(frame with { Payload = Octets.OfText("other") })),
        ["no pong"] = Fault.In(Opcode.Pong, _ => []),
        ["text comes back as binary"] = Fault.In(Opcode.Text, frame => FrameEncoder.Encode(frame with { Opcode = Opcode.Binary })),
        ["the last octet is missing"] = Fault.In(Opcode.Text, frame => FrameEncoder.Encode(frame with { Payload = frame.Payload.Memory[..^1] })),
        ["each message comes back twice"] = Fault.In(Opcode.Text, frame => [.. FrameEncoder.Encode(frame), .. FrameEncoder.Encode(frame)]),
        ["frames are masked"] = new Fault(frame => FrameEncoder.Encode(frame, new MaskKey(0x01020304))),
        ["RSV1 is set"] = Fault.In(Opcode.Text, frame => FrameEncoder.Encode(frame with { Rsv1 = true })),
        ["a length is not in its shortest form"] = Fault.In(Opcode.Text, frame => [0x81, 126, 0, (byte)frame.Payload.Length, .. frame.Payload.ToArray()]),
        ["a reserved opcode"] = Fault.In(Opcode.Text, frame => [0x83, .. FrameEncoder.Encode(frame).AsSpan(1)]),
        ["text that is no UTF-8"] = Fault.In(Opcode.Text, _ => [0x81, 0x01, 0xFF]),
        ["a continuation that continues nothing"] = Fault.In(Opcode.Text, frame => [0x80, .. FrameEncoder.Encode(frame).AsSpan(1)]),
        ["the close frame is not answered, and the transport kept"] = Fault.In(Opcode.Close, _ => []) with { KeepsTransport = true },
        ["the close frame is not answered, the transport dropped"] = Fault.In(Opcode.Close, _ => []),
        ["always closes with 1001"] = Fault.In(Opcode.Close, frame => FrameEncoder.Encode(frame with { Payload = new byte[] { 0x03, 0xE9 } })),
        ["a close code that is not allowed"] = Fault.In(Opcode.Close, frame => FrameEncoder.Encode(frame with { Payload = new byte[] { 0x03, 0xED } })),
        ["the transport is kept"] = Fault.None with { KeepsTransport = true },
        ["no HTTP"] = Fault.None with { Greeting = Encoding.ASCII.GetBytes("hello\r\n\r\n") },
        ["a wrong proof"] = Fault.None with { Greeting = Encoding.ASCII.GetBytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n") },
        ["not found"] = Fault.None with { Greeting = Encoding.ASCII.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") },
        ["no answer to the handshake"] = Fault.None with { Greeting = Array.Empty<byte>(), KeepsTransport = true },
    };

    // A case that the tester gives up on ends with its 1001, which this peer echoes: a wrong code too.
    [Theory]
    [InlineData("none", "1.1.2", Verdict.Ok, Verdict.Ok)]
    [InlineData("a pong with another payload", "2.2", Verdict.Failed, Verdict.Ok)]
    [InlineData("no pong", "2.1", Verdict.Failed, Verdict.Ok)]
    [InlineData("text comes back as binary", "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("the last octet is missing", "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("the last octet is missing", "9.7.2", Verdict.Failed, Verdict.Ok)]
    [InlineData("each message comes back twice", "7.1.1", Verdict.Failed, Verdict.Ok)]
    [InlineData("frames are masked", "1.2.2", Verdict.Failed, Verdict.Unclean)]
    [InlineData("RSV1 is set", "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("a length is not in its shortest form", "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("a reserved opcode", "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("text that is no UTF-8", "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("a continuation that continues nothing", "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("the close frame is not answered, and the transport kept", "7.3.3", Verdict.Ok, Verdict.Unclean)]
    [InlineData("the close frame is not answered, and the transport kept", "7.9.1", Verdict.Ok, Verdict.FailedByClient)]
    [InlineData("the close frame is not answered, the transport dropped", "7.3.3", Verdict.Ok, Verdict.Unclean)]
    [InlineData("always closes with 1001", "7.3.3", Verdict.Failed, Verdict.WrongCode)]
    [InlineData("always closes with 1001", "1.1.1", Verdict.Ok, Verdict.WrongCode)]
    [InlineData("always closes with 1001", "3.1", Verdict.Ok, Verdict.WrongCode)]
    [InlineData("a close code that is not allowed", "1.1.1", Verdict.Ok, Verdict.Unclean)]
    [InlineData("the transport is kept", "1.1.1", Verdict.Ok, Verdict.FailedByClient)]
    [InlineData("the transport is kept", "2.1", Verdict.Ok, Verdict.Unclean)]
    [InlineData("no HTTP", "1.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("a wrong proof", "1.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("not found", "1.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("no answer to the handshake", "1.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData("not found", "7.13.1", Verdict.Informational, Verdict.Informational)]
    public async Task A_case_catches_the_fault(string fault, string id, Verdict behavior, Verdict close)
    {
        await using var server = FaultyServer.With(Faults[fault]);
        var running = Classic.All.Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));
        var result = await new TcpRunner(server.Url).RunAsync(running, TestContext.Current.CancellationToken);
        Assert.Equal((behavior, close), (result.Judgement.Behavior, result.Judgement.Close));
        Assert.True(behavior is Verdict.Ok or Verdict.Informational || result.Judgement.Result.Length > 10);
    }

    [Fact]
    public async Task A_failed_case_says_what_was_expected_and_what_came()
    {
        await using var server = FaultyServer.With(Faults["a pong with another payload"]);
        var result = await new TcpRunner(server.Url).RunAsync(Classic.All.Find(found => found.Id.Text == "2.2").IfNone(() => throw new InvalidOperationException()), TestContext.Current.CancellationToken);
        Assert.Equal("Expected a pong \"Hello, world!\"; got a pong \"other\".", result.Judgement.Result);
    }

    [Fact]
    public async Task A_server_that_is_gone_in_the_middle_of_a_run_fails_the_cases_that_follow()
    {
        var server = FaultyServer.With(Fault.None);
        var url = server.Url;
        await server.DisposeAsync();
        var results = await Suite.RunAsync(Classic.All.Take(3), new TcpRunner(url).RunAsync, parallel: 1, _ => { }, TestContext.Current.CancellationToken);
        Assert.All(results, result => Assert.Contains("cannot be reached", result.Judgement.Result, StringComparison.Ordinal));
        Assert.Equal(3, results.Count);
    }

    [Fact]
    public async Task A_run_that_is_stopped_tells_what_ran()
    {
        using var stop = new CancellationTokenSource();
        var results = await Suite.RunAsync(
            Classic.All,
            (next, _, _) => Task.FromResult(MemoryRunner.Run(next, Role.Server, ConnectionOptions.Default)),
            parallel: 1,
            result =>
            {
                if (result.Case.Id.Text == "1.1.3") stop.Cancel();
            },
            stop.Token);
        Assert.Equal("1.1.1 1.1.2 1.1.3", string.Join(" ", results.Map(result => result.Case.Id.Text)));
    }

    [Fact]
    public async Task A_server_that_nobody_runs_cannot_be_reached()
    {
        var server = FaultyServer.With(Fault.None);
        var url = server.Url;
        await server.DisposeAsync();
        await Assert.ThrowsAsync<PeerUnreachableException>(() => new TcpRunner(url).ProbeAsync(TestContext.Current.CancellationToken));
    }
}
