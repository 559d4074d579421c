using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The process of a server ends during a run: fuzz saves the conversations that can have ended it, and names the one.</summary>
public sealed class LostPeerTests(ITestOutputHelper output) : IDisposable
{
    private const string Ended = "the peer stopped accepting connections after this conversation";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_conversations_that_can_have_ended_a_server_are_saved_and_their_replay_names_the_one()
    {
        await using var server = MortalServer.Start(isSupervised: false);
        var (code, printed, error) = await FuzzAsync(server);
        output.WriteLine(printed + error);
        Assert.True(code == 1, printed + error);
        Assert.True(server.HasExited);
        Assert.Contains("the peer was lost after ", printed, StringComparison.Ordinal);
        var suspects = Path.Combine(folder.Path, "suspects");
        var files = Directory.GetFiles(suspects, $"suspect-127-0-0-1-{server.Port}-1-*.json");
        Assert.NotEmpty(files);
        Assert.Contains($"purews fuzz server {server.Url} --replay {suspects}", printed, StringComparison.Ordinal);
        Assert.Contains(" did not return within 1 s", printed, StringComparison.Ordinal);
        // A consequence of the loss is no failure of a rule.
        Assert.Contains("; 0 failures, ", printed, StringComparison.Ordinal);
        using (var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.Path, "reports", "index.json"))))
        {
            var entry = Assert.Single(index.RootElement.EnumerateObject().Single().Value.EnumerateObject());
            Assert.Equal("FAILED", entry.Value.GetProperty("behavior").GetString());
        }

        // A second run keeps the files of the first one.
        var before = Directory.GetFiles(suspects).ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);
        await server.RestartAsync();
        await FuzzAsync(server);
        foreach (var (file, content) in before) Assert.Equal(content, await File.ReadAllTextAsync(file, Stop));

        // The files together end the server, and the one that ends it is named.
        await server.RestartAsync();
        (code, printed, error) = await RunAsync("fuzz", "server", server.Url, "--replay", suspects, "--patience", "5");
        Assert.True(code == 1, printed + error);
        Assert.Contains($"  MUST, availability: {Ended}.\n", printed, StringComparison.Ordinal);
        Assert.Matches("\n\\d+ cases?, 1 failure, 0 other findings; not run, because the peer was lost: \\d+ cases?\n", printed);
        Assert.True(server.HasExited);
    }

    [Fact]
    public async Task The_conversation_that_ends_a_server_which_returns_is_found_and_shortened()
    {
        await using var server = MortalServer.Start(isSupervised: true);
        var (code, printed, error) = await FuzzAsync(server, "--wait", "60s");
        output.WriteLine(printed + error);
        Assert.True(code == 1, printed + error);
        Assert.Contains($"MUST, availability: {Ended}\n", printed, StringComparison.Ordinal);
        Assert.Contains("; 1 failure, ", printed, StringComparison.Ordinal);
        var file = Directory
            .GetFiles(folder.Path, "finding-*.json")
            .Single(path => File.ReadAllText(path).Contains(Ended, StringComparison.Ordinal));
        var found = Assert.Single(Exported.Read(File.ReadAllBytes(file)));
        Assert.Equal("availability", found.Rule);
        Assert.Equal(1, found.Script.Count(step => step is TesterAction.Send or TesterAction.SendTogether));
        // The others have been cleared.
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "suspects")));
        var exits = server.Exits;
        (code, printed, error) = await RunAsync("fuzz", "server", server.Url, "--replay", file, "--wait", "60s", "--patience", "5");
        Assert.True(code == 1, printed + error);
        Assert.Contains($"{found.Id}: FAILED\n  MUST, availability: {Ended}.\n", printed, StringComparison.Ordinal);
        Assert.True(server.Exits >= exits);

        // All forms of the report have it.
        var (merged, junit) = (Path.Combine(folder.Path, "merged"), Path.Combine(folder.Path, "junit.xml"));
        (code, printed, error) = await RunAsync(
            "report",
            "merge",
            Path.Combine(folder.Path, "reports"),
            "--out",
            merged,
            "--junit",
            junit
        );
        Assert.Contains(Ended, await File.ReadAllTextAsync(junit, Stop), StringComparison.Ordinal);
        var pages = Directory.GetFiles(Path.Combine(folder.Path, "reports"), "*.html").Select(File.ReadAllText);
        Assert.Contains(pages, page => page.Contains(Ended, StringComparison.Ordinal));
    }

    /// <summary>The server exits before the second case. H.2.1 wants a rejection, and H.1.4 an open connection.</summary>
    [Fact]
    public async Task The_cases_that_a_lost_server_did_not_see_are_not_verdicts_about_their_rules()
    {
        var connections = 0;
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        // The connections are those of the check that the server can be reached.
        var serving = Task.Run(
            async () =>
            {
                while (++connections <= 2)
                {
                    using var socket = await listener.AcceptSocketAsync(Stop);
                    await FaultyServer.HoldAsync(socket, new EchoPeer(Role.Server, Fault.None), Stop);
                }

                listener.Stop();
            },
            Stop
        );
        string[] cases = ["--cases", "H.1.4", "--cases", "H.2.1"];
        var (code, printed, error) = await RunAsync(["test", "server", $"ws://{listener.LocalEndpoint}/", "--out", folder.Path, .. cases]);
        await serving;
        Assert.True(code == 1, printed + error);
        Assert.Contains("2 cases were not run, because the server could not be reached. They count as failed.\n", printed);
        Assert.Contains("seen:     The case was not run: ws://", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("(RFC ", printed, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<(int Code, string Output, string Error)> FuzzAsync(MortalServer server, params string[] more) =>
        RunAsync([
            "fuzz",
            "server",
            server.Url,
            "--cases",
            "5000",
            "--no-deflate",
            "--patience",
            "5",
            "--out",
            folder.Path,
            .. more.Length > 0 ? more : ["--wait", "1s"],
        ]);

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(Stop, arguments);
}
