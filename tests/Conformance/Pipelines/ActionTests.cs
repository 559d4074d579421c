using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The scripts of action.yml, run as GitHub runs them, against real servers and a real client.</summary>
public sealed partial class ActionTests : IDisposable
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static readonly CompositeAction Action = new("action.yml");

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public async Task A_fault_of_a_server_is_an_annotation_a_row_of_the_summary_and_a_failed_job()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var run = await RunAsync(("url", $"{server.Url}"), ("cases", "2.1,2.7"), ("agent", "mine"), ("options", "--patience\n4"));

        Assert.True(run.Code == 1, run.Output + run.Error);
        Assert.Equal(
            [("error", "WebSocket case 2.1 of mine: FAILED, close OK"), ("notice", "WebSocket conformance of mine")],
            run.Annotations.Select(one => (one.Name, one.Properties["title"]))
        );
        Assert.Contains($"\nrule: {Entries.Case("2.1").Rule}", run.Annotations[0].Message, Ordinal);
        Assert.Contains("| all | 2 | 1 | 0 | 0 | 0 | **1** |", run.Summary, Ordinal);
        Assert.Contains("| 2.1 | FAILED | OK | RFC 6455 §5.5.2 |", run.Summary, Ordinal);
        Assert.Equal(
            ("1", "2", "1", "websocket-conformance"),
            (run.Outputs["exit-code"], run.Outputs["cases"], run.Outputs["failed"], run.Outputs["report"])
        );
        var (name, with) = Assert.Single(run.Used);
        Assert.StartsWith("actions/upload-artifact@", name, Ordinal);
        Assert.Equal(("websocket-conformance", "websocket-conformance"), (with["name"], with["path"]));
        foreach (var file in new[] { "index.html", "index.json", "junit.xml", "mine_case_2_1.html" })
            Assert.True(File.Exists(shell.AtWork($"websocket-conformance/{file}")), file);
    }

    [Theory]
    [InlineData("failure", 1)]
    [InlineData("error", 0)]
    [InlineData("never", 0)]
    public async Task The_input_fail_on_decides_whether_a_failed_case_fails_the_job(string failOn, int code)
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var run = await RunAsync(
            ("url", $"{server.Url}"), ("cases", "2.1"), ("fail-on", failOn), ("options", "--patience\n4"), ("artifact", ""));
        Assert.Equal((code, "1", "1"), (run.Code, run.Outputs["exit-code"], run.Outputs["failed"]));
        Assert.Empty(run.Used);
    }

    [Fact]
    public async Task A_known_failure_is_a_warning_and_does_not_fail_the_job()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        await File.WriteAllBytesAsync(
            shell.AtWork("stored.json"),
            IndexReport.Write(Entries.Many(Entries.Of("mine", "2.1", Verdict.Failed), Entries.Of("mine", "2.7"))),
            TestContext.Current.CancellationToken
        );
        var run = await RunAsync(
            ("url", $"{server.Url}"), ("cases", "2.1,2.7"), ("expect", "stored.json"), ("options", "--patience\n4"));
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Equal(["warning", "notice"], run.Annotations.Select(one => one.Name));
        Assert.Equal("2.1", run.Annotations[0].Message);
        Assert.Contains("what changed", run.Summary, Ordinal);
        Assert.Equal(("0", "1"), (run.Outputs["exit-code"], run.Outputs["failed"]));
    }

    [Theory]
    [InlineData("never", 0)]
    [InlineData("error", 2)]
    [InlineData("failure", 2)]
    public async Task A_server_that_cannot_be_reached_is_an_annotation(string failOn, int code)
    {
        var run = await RunAsync(("url", "ws://127.0.0.1:1/"), ("wait", "0s"), ("fail-on", failOn));
        Assert.Equal((code, "2", ""), (run.Code, run.Outputs["exit-code"], run.Outputs["failed"]));
        Assert.Equal("error", Assert.Single(run.Annotations).Name);
        Assert.Contains("ws://127.0.0.1:1/ cannot be reached", run.Error, Ordinal);
    }

    [Fact]
    public async Task A_client_is_tested()
    {
        var run = await RunAsync(
            ("mode", "client"),
            ("client", $"{NodeClient.Command()} mine 4"),
            ("url", "ws://127.0.0.1:0"),
            ("cases", "1.1.*,2.*"),
            ("options", "--patience\n10")
        );
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Equal(("0", "19", "0"), (run.Outputs["exit-code"], run.Outputs["cases"], run.Outputs["failed"]));
        Assert.Contains("| all | 19 | 19 |", run.Summary, Ordinal);
    }

    [Theory]
    [InlineData("The input mode is neither server nor client.", "mode", "Server")]
    [InlineData("Mode server needs the input url.", "mode", "server")]
    [InlineData("Mode client needs the input client, the command that runs the client.", "mode", "client")]
    public async Task A_wrong_input_is_an_annotation(string message, string name, string value)
    {
        var run = await RunAsync((name, value));
        Assert.Equal((2, message), (run.Code, Assert.Single(run.Annotations).Message));
    }

    [Fact]
    public async Task The_inputs_are_not_run_as_commands_and_a_peer_gives_no_commands_to_the_runner()
    {
        await using var server = FaultyServer.With(Fault.None);
        const string Name = "::error::$(touch made) `touch made` \"; touch made; '";
        var run = await RunAsync(("url", $"{server.Url}"), ("cases", "2.1"), ("agent", Name), ("options", "--patience\n10"));
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Equal("WebSocket conformance of " + Name, Assert.Single(run.Annotations).Properties["title"]);
        Assert.False(File.Exists(shell.AtWork("made")));
    }

    [Fact]
    public async Task A_release_is_downloaded_and_its_checksum_is_checked()
    {
        await using var server = FaultyServer.With(Fault.None);
        var root = Directory.CreateDirectory(shell.In("site/owner/action/releases/download/v1.2.3")).FullName;
        var (archive, sums) = (Path.Combine(root, "purews-1.2.3-linux-x64.tar.gz"), Path.Combine(root, "SHA256SUMS"));
        await PackAsync(archive);
        var sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken)));
        await WriteAsync(sums, $"{new string('0', 64)}  other.txt\n{sum}  purews-1.2.3-linux-x64.tar.gz\n");
        using var site = FileSite.Start(shell.In("site"));
        (string, string)[] given =
            [("url", $"{server.Url}"), ("cases", "2.1"), ("options", "--patience\n10"), ("purews", ""), ("version", "1.2.3")];
        (string, string)[] github = [("server_url", site.Url), ("action_repository", "owner/action")];

        var run = await Action.RunAsync(shell, given, github);
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Equal("1", run.Outputs["cases"]);

        await WriteAsync(sums, $"{new string('0', 64)}  purews-1.2.3-linux-x64.tar.gz\n");
        var wrong = await Action.RunAsync(shell, given, github);
        Assert.NotEqual(0, wrong.Code);
        Assert.Contains("FAILED", wrong.Output + wrong.Error, Ordinal);
        Assert.Equal("", wrong.Outputs["exit-code"]);
    }

    [Fact]
    public async Task An_image_is_run_by_docker_with_the_files_and_the_network_of_the_job()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        // No container can run everywhere that the tests do, so this docker runs the program of the machine, and keeps what it was given.
        await shell.AddAsync("docker", $"printf '%s\\n' \"$*\" >>'{shell.In("docker.txt")}'\n[ \"$1\" = run ] || exit 0\n"
            + "while [ \"$1\" != registry.example/purews ]; do shift; done\nshift\nexec purews \"$@\"\n");
        (string, string)[] given =
            [("url", $"{server.Url}"), ("cases", "2.1"), ("options", "--patience\n4"), ("image", "registry.example/purews")];
        var run = await Action.RunAsync(shell, given);
        Assert.True(run.Code == 1, run.Output + run.Error);
        Assert.Equal(("1", "1"), (run.Outputs["cases"], run.Outputs["failed"]));
        var calls = await File.ReadAllLinesAsync(shell.In("docker.txt"), TestContext.Current.CancellationToken);
        Assert.Equal("pull --quiet registry.example/purews", calls[0]);
        Assert.StartsWith("run --rm --network host --user ", calls[1], Ordinal);
        // The folder of the job, in which the report is, and that of the annotations.
        foreach (var folder in (string[])[shell.Work, shell.In("temp")])
            Assert.Contains($" --volume {folder}:{folder} ", calls[1], Ordinal);
        Assert.Contains($" --workdir {shell.Work} registry.example/purews test server ", calls[1], Ordinal);

        var client = await Action.RunAsync(shell, [.. given, ("mode", "client"), ("client", "true")]);
        Assert.Equal(2, client.Code);
        Assert.Equal("The input image is for mode server: the image has no client to run.", Assert.Single(client.Annotations).Message);
    }

    [Fact]
    public async Task Without_a_release_purews_is_built_from_the_source_of_the_action()
    {
        Assert.SkipUnless(Depth > 1, "It takes a minute: PUREWS_DEPTH=2 runs it.");
        await using var server = FaultyServer.With(Fault.None);
        var run = await Action.RunAsync(
            shell,
            [("url", $"{server.Url}"), ("cases", "2.1"), ("options", "--patience\n10")],
            ("action_path", KeptDocument.PathOf("."))
        );
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.StartsWith("actions/setup-dotnet@", run.Used[0].Name, Ordinal);
        Assert.Equal("1", run.Outputs["cases"]);
    }

    [Fact]
    public void Every_input_is_used_and_every_used_value_is_declared()
    {
        var used = Action.Texts.SelectMany(text => Used().Matches(text)).Select(match => match.Groups["name"].Value).ToHashSet();
        Assert.Equal(Action.Inputs.Select(input => input.Name).Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        // A value of the workflow in a script would be run as a part of it.
        Assert.All(Action.Scripts, script => Assert.DoesNotContain("${{", script.Script, Ordinal));
        Assert.All(
            Action.Scripts,
            script => Assert.All(script.Variables, name => Assert.Matches($@"\${name}\b", script.Script))
        );
    }

    private static int Depth =>
        int.TryParse(Environment.GetEnvironmentVariable("PUREWS_DEPTH"), out var depth) ? depth : 1;

    private Task<ActionRun> RunAsync(params (string Name, string Value)[] given) =>
        Action.RunAsync(shell, [("purews", shell.Purews), .. given]);

    private async Task PackAsync(string archive)
    {
        var folder = Directory.CreateDirectory(shell.In("pack/purews-1.2.3-linux-x64")).FullName;
        File.Copy(shell.Purews, Path.Combine(folder, "purews"));
        var (code, _, error) = await Programs.RunAsync(
            Programs.Find("tar", "tar"),
            ["-czf", archive, Path.GetFileName(folder)],
            Path.GetDirectoryName(folder)!
        );
        Assert.True(code == 0, error);
    }

    private static Task WriteAsync(string path, string text) =>
        File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

    [GeneratedRegex(@"inputs\.(?<name>[\w-]+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Used();
}
