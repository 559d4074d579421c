using System.Net;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A profile that does not describe the server: the commands say so, and do not blame the server for its answers.</summary>
public sealed class ProfileFitTests : IDisposable
{
    // With seed 1, conversation 1006 is the case X.6.2 or X.6.3, which compares an answer with a request.
    private static readonly string[] Conversations = ["--seed", "1", "--first", "1000", "--cases", "20"];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("json-rpc", "JSON-RPC 2.0")]
    [InlineData("graphql", "GraphQL over WebSocket")]
    [InlineData("mqtt", "MQTT 3.1.1")]
    [InlineData("stomp", "STOMP 1.2")]
    public async Task An_echo_server_has_no_finding_with_the_profile_of_another_server(string name, string title)
    {
        await using var server = Start(EchoAsync);
        var url = $"ws://{server.LocalEndPoint}/";
        var fuzzed = await ToolProcess.RunAsync(Stop, ["fuzz", "server", url, "--profile", FileOf(name), .. Conversations]);
        Says(fuzzed, $"the server does not answer as the profile {title} says");
        Assert.Contains("20 conversations", fuzzed.Output, StringComparison.Ordinal);
        Assert.Contains("; 0 failures, 0 other findings", fuzzed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_that_compare_answers_do_not_apply()
    {
        await using var server = Start(EchoAsync);
        var url = $"ws://{server.LocalEndPoint}/";
        var tested = await ToolProcess.RunAsync(
            Stop,
            ["test", "server", url, "--profile", FileOf("json-rpc"), .. Cases("1.1.2,2.2,X.6.2")]
        );
        const string Why = "the server does not answer as the profile JSON-RPC 2.0 says";
        Says(tested, Why);
        Assert.Contains(
            $"Not applicable, 2 (1 of family 1, 1 of family X): {Why}.",
            tested.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("1 case, 0 failed", tested.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_server_has_no_finding_without_a_profile()
    {
        await using var server = Start(DropAsync);
        var url = $"ws://{server.LocalEndPoint}/";
        const string Why = "the server does not send messages back";
        const string Advice = "For a server that does not echo, use --profile silent or --profile FILE.";
        var fuzzed = await ToolProcess.RunAsync(Stop, ["fuzz", "server", url, .. Conversations]);
        Says(fuzzed, Why);
        Assert.Contains(Advice, fuzzed.Error, StringComparison.Ordinal);
        Assert.Contains("; 0 failures, 0 other findings", fuzzed.Output, StringComparison.Ordinal);
        var tested = await ToolProcess.RunAsync(Stop, ["test", "server", url, .. Cases("1.1.2,2.2,X.6.2")]);
        Says(tested, Why);
        Assert.Contains("Profile echo: 1 of 3 cases apply, 0 in part, 2 not.", tested.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_never_answers_the_prelude_has_the_same_time_as_for_the_answer()
    {
        const string Waiting = """
            {
              "name": "x", "prelude": [{"expect": {"text": "never"}}], "request": {"text": "{content}"}, "answer": {"text": "{content}"}
            }
            """;
        var profile = PeerProfile
            .Parse(System.Text.Encoding.UTF8.GetBytes(Waiting))
            .IfLeft(problems => throw new InvalidOperationException($"{problems}"));
        var probe = ProfileProbe.Of(profile).IfNone(() => throw new InvalidOperationException("no probe"));
        Assert.IsType<TesterAction.FailAfter>(probe.Script[0]);
        Assert.Single(probe.Script, act => act is TesterAction.FailAfter);
    }

    [Fact]
    public async Task A_server_that_sends_another_message_back_is_a_faulty_echo_server()
    {
        await using var server = Start(OtherAsync);
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop,
            ["test", "server", $"ws://{server.LocalEndPoint}/", .. Cases("1.1.2,2.2")]
        );
        Assert.Equal((1, ""), (code, error));
        Assert.Contains("2 cases, 1 failed", output, StringComparison.Ordinal);
    }

    private static void Says((int Code, string Output, string Error) run, string why)
    {
        Assert.True(run.Code == 2, run.Output + run.Error);
        Assert.Contains($"purews: warning: {why}. ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"purews: {why}, so only a part of the run was possible.", run.Error, StringComparison.Ordinal);
    }

    private static WebSocketServer Start(Func<WebSocketConnection, CancellationToken, Task> serve) =>
        WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            serve,
            new WebSocketServerOptions { Protocol = Ours.Protocol, AnswerTimeout = Ours.AnswerTimeout }
        );

    private static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    private static async Task DropAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var _ in connection.ReadAllAsync(stop))
        {
            // The application reads each message and does not answer.
        }
    }

    private static async Task OtherAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var _ in connection.ReadAllAsync(stop)) await connection.SendTextAsync("another message", stop);
    }

    private string[] Cases(string cases) => ["--cases", cases, "--out", Path.Combine(folder.Path, "reports"), "--agent", "me"];

    private string FileOf(string name)
    {
        var file = Path.Combine(folder.Path, $"{name}.json");
        File.WriteAllText(file, KeptDocument.Read($"docs/profiles/{name}.json"));
        return file;
    }
}
