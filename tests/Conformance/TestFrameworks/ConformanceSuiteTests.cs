using System.Net;
using System.Net.WebSockets;
using Pure.WebSockets.Host;
using XunitConformance;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The catalogue in a test project outside this repository.</summary>
public sealed class ConformanceSuiteTests
{
    private static readonly ConformanceSuite Framework = ConformanceSuite.OfServer(FrameworkServer.EchoAsync);
    private static readonly ConformanceSuite Mute = ConformanceSuite.OfServer(AcceptAndLeaveAsync);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Its_cases_are_those_of_the_catalogue_as_parameters_of_a_test()
    {
        Assert.Equal(
            Catalogue.For(Role.Client, Catalogue.All).Map(found => found.Id.Text),
            Framework.Cases.Select(row => Assert.IsType<string>(Assert.Single(row)))
        );
        Assert.Equal(
            Catalogue.For(Role.Server, Catalogue.All).Map(found => found.Id.Text),
            ConformanceSuite.OfClient(EchoAsClientAsync).Cases.Select(row => (string)row[0])
        );
        Assert.Equal(
            ["1.1.1", "1.1.2"],
            Framework
                .Only("1.1.*", "2.*")
                .Except("1.1.3", "1.1.4", "1.1.5", "1.1.6", "1.1.7", "1.1.8", "2.*")
                .Cases.Select(row => (string)row[0])
        );
    }

    [Fact]
    public async Task A_pattern_that_matches_no_case_is_an_error()
    {
        Assert.Contains("99.*", Assert.Throws<ArgumentException>(() => Framework.Only("99.*")).Message, StringComparison.Ordinal);
        Assert.Contains("1.9.9", Assert.Throws<ArgumentException>(() => Framework.Except("1.9.9")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'2.1'",
            Assert.Throws<ArgumentException>(() => Framework.Only("1.*").KnownToFail("2.1", "RFC 6455 §5.5.2")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'2.1'",
            (await Assert.ThrowsAsync<ArgumentException>(() => Framework.Only("1.*").AssertAsync("2.1", Stop))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("2.1", Verdict.Ok)]
    [InlineData("7.9.1", Verdict.Ok)]
    [InlineData("9.1.1", Verdict.Ok)]
    [InlineData("13.7.1", Verdict.Ok)]
    public async Task A_server_function_gets_a_verdict_without_a_socket(string id, Verdict verdict) =>
        Assert.Equal(verdict, (await Framework.AssertAsync(id, Stop)).Judgement.Behavior);

    [Fact]
    public async Task A_failure_names_the_case_what_was_expected_what_came_the_rule_and_the_frames()
    {
        var failure = await Assert.ThrowsAsync<ConformanceException>(() => Mute.AssertAsync("2.2", Stop));
        var running = failure.Result.Case;
        Assert.StartsWith("Case 2.2: FAILED", failure.Message, StringComparison.Ordinal);
        Assert.All(
            [running.Description, running.Expected, running.Rule, failure.Result.Judgement.Result],
            part => Assert.Contains(part, failure.Message, StringComparison.Ordinal)
        );
        Assert.Matches("tester → ping 13 bytes “Hello, world!”\n.*peer   → the end", failure.Message);
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public async Task An_exception_of_the_server_is_reported_with_a_failure()
    {
        var failure = await Assert.ThrowsAsync<ConformanceException>(() =>
            ConformanceSuite.OfServer(_ => throw new NotSupportedException("not on Sundays")).AssertAsync("1.1.1", Stop)
        );
        Assert.Contains("never open", failure.Message, StringComparison.Ordinal);
        Assert.Contains("NotSupportedException: not on Sundays", failure.Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(failure.InnerException);
    }

    [Fact]
    public async Task A_known_failure_may_fail_and_may_not_pass()
    {
        Assert.True((await Mute.KnownToFail("2.2", "RFC 6455 §5.5.2: it answers no ping").AssertAsync("2.2", Stop)).Judgement.IsFailure);
        var passed = await Assert.ThrowsAsync<ConformanceException>(() =>
            Framework.KnownToFail("2.2", "RFC 6455 §5.5.2: it answers no ping").AssertAsync("2.2", Stop)
        );
        Assert.Contains("it answers no ping", passed.Message, StringComparison.Ordinal);
        Assert.Contains("Remove it from the list", passed.Message, StringComparison.Ordinal);
        Assert.False(passed.Result.Judgement.IsFailure);
    }

    [Fact]
    public async Task The_cases_of_a_file_replace_those_of_the_catalogue()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "mine.json");
        await File.WriteAllTextAsync(
            file,
            """
            {"cases": [
              {
                "id": "P.1", "description": "Send a ping.", "expected": "A pong.", "rule": "RFC 6455 §5.5.2",
                "send": [{"ping": "?"}], "expect": [{"pong": "?"}]
              },
              {"id": "P.2", "tests": "clients", "description": "Close.", "expected": "A close frame.", "rule": "RFC 6455 §5.5.1"}
            ]}
            """,
            Stop
        );
        Assert.Equal(["P.1"], Framework.WithCasesOf(file).Cases.Select(row => (string)row[0]));
        Assert.Equal(["P.1", "P.2"], ConformanceSuite.OfClient(EchoAsClientAsync).WithCasesOf(file).Cases.Select(row => (string)row[0]));
        Assert.Equal(Verdict.Ok, (await Framework.WithCasesOf(folder.Path).AssertAsync("P.1", Stop)).Judgement.Behavior);
        var failure = await Assert.ThrowsAsync<ConformanceException>(() => Mute.WithCasesOf(file).AssertAsync("P.1", Stop));
        Assert.Equal("P.1", failure.Result.Case.Id.Text);

        await File.WriteAllTextAsync(file, """{"cases": [{"idd": "P.1"}]}""", Stop);
        var error = Assert.Throws<ArgumentException>(() => Framework.WithCasesOf(file));
        Assert.Contains($"{file}:1:13: a case has no key \"idd\"; did you mean \"id\"?", error.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, """{"cases": []}""", Stop);
        error = Assert.Throws<ArgumentException>(() => Framework.WithCasesOf(file));
        Assert.Contains("\"cases\" must have at least one case", error.Message, StringComparison.Ordinal);
        const string OfClients = """{"id": "P.2", "tests": "clients", "description": "d", "expected": "e", "rule": "RFC 6455 §5.5.1"}""";
        await File.WriteAllTextAsync(file, $$"""{"cases": [{{OfClients}}]}""", Stop);
        error = Assert.Throws<ArgumentException>(() => Framework.WithCasesOf(file));
        Assert.Contains("no case for this suite", error.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Framework.WithCasesOf(file + "x"));
    }

    [Fact]
    public async Task A_feature_that_the_server_does_not_have_is_not_a_failure()
    {
        var plain = ConformanceSuite.OfServer(async stream => await FrameworkServer.EchoAsync(stream, Option<CompressionOptions>.None));
        Assert.Equal(Verdict.Unimplemented, (await plain.AssertAsync("12.1.1", Stop)).Judgement.Behavior);
    }

    [Fact]
    public async Task A_server_that_never_returns_does_not_block_the_suite()
    {
        var never = new TaskCompletionSource();
        var result = await ConformanceSuite.OfServer(async stream =>
        {
            await FrameworkServer.EchoAsync(stream);
            await stream.DisposeAsync();
            await never.Task;
        }).AssertAsync("1.1.2", Stop);
        Assert.Equal(Verdict.Ok, result.Judgement.Behavior);
        never.SetResult();
    }

    [Fact]
    public async Task A_server_at_a_URL_is_tested_over_TCP()
    {
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                await foreach (var message in connection.ReadAllAsync(stop))
                    await connection.SendAsync(message.Kind, message.Data, stop);
            },
            new WebSocketServerOptions()
        );
        Assert.Equal(
            Verdict.Ok,
            (await ConformanceSuite.OfServer(new Uri($"ws://{server.LocalEndPoint}/")).AssertAsync("1.1.2", Stop)).Judgement.Behavior
        );
    }

    [Theory]
    [InlineData("1.1.2")]
    [InlineData("5.9")]
    [InlineData("6.3.1")]
    [InlineData("7.1.1")]
    [InlineData("12.1.3")]
    public async Task A_client_function_gets_a_verdict_without_a_socket(string id) =>
        Assert.Equal(Verdict.Ok, (await ConformanceSuite.OfClient(EchoAsClientAsync).AssertAsync(id, Stop)).Judgement.Behavior);

    [Fact]
    public async Task A_client_that_asks_for_nothing_fails()
    {
        var failure = await Assert.ThrowsAsync<ConformanceException>(() =>
            ConformanceSuite.OfClient(_ => Task.CompletedTask).AssertAsync("1.1.1", Stop)
        );
        Assert.Contains("the client ended the transport before its request was complete", failure.Message, StringComparison.Ordinal);
    }

    private static async Task AcceptAndLeaveAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line) lines.Add(line);
        var key = lines.Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))["Sec-WebSocket-Key: ".Length..];
        await stream.WriteAsync(
            System.Text.Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + $"{AcceptKey.Compute(key)}\r\n\r\n"
            )
        );
        await stream.ReadExactlyAsync(new byte[1]);
    }

    private static async Task EchoAsClientAsync(Stream stream)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => new ValueTask<Stream>(stream) };
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket { Options = { DangerousDeflateOptions = new WebSocketDeflateOptions() } };
        await socket.ConnectAsync(new Uri("ws://localhost/"), invoker, Stop);
        await FrameworkServer.EchoAsync(socket);
    }
}
