using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Case files on the command line: export, checks and runs.</summary>
public sealed class CaseFileCommandTests : IDisposable
{
    private const string Greeting = """
        {
          "id": "P.1.1",
          "description": "Send a text message.",
          "expected": "The same message comes back.",
          "rule": "RFC 6455 §5.6",
          "send": [{"text": "Hello"}],
          "expect": [{"text": "Hello"}]
        }
        """;

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_catalogue_is_exported_to_a_file_to_a_folder_and_to_standard_output()
    {
        var (file, target) = (In("all.json"), In("cases"));
        var (code, output, _) = await ToolProcess.RunAsync(Stop, "cases", "--export", file);
        Assert.Equal((0, $"{Catalogue.All.Count} cases were written to {file}\n"), (code, output));
        Assert.Equal(CaseFile.Write(Catalogue.All), await File.ReadAllBytesAsync(file, Stop));

        (code, output, _) = await ToolProcess.RunAsync(Stop, "cases", "--export", target);
        Assert.Equal((0, $"{Catalogue.All.Count} cases were written to 19 files in {target}\n"), (code, output));
        Assert.Equal(19, Directory.GetFiles(target).Length);
        Assert.True(CaseFiles.Load([target]).Exists(read => read == Catalogue.All));

        (code, output, _) = await ToolProcess.RunAsync(Stop, "cases", "7.1.*", "2.1", "--export");
        Assert.Equal(0, code);
        Assert.Equal(
            ["2.1", "7.1.1", "7.1.2", "7.1.3", "7.1.4", "7.1.5", "7.1.6"],
            Exported.Read(output).Select(found => found.Id.Text).ToArray()
        );
    }

    [Fact]
    public async Task The_exported_cases_run_against_the_core_with_the_same_index()
    {
        var (file, built, read) = (In("some.json"), In("built"), In("read"));
        string[] chosen = ["2.*", "5.1*", "H.2.*", "X.1.*"];
        Assert.Equal(0, (await ToolProcess.RunAsync(Stop, ["cases", .. chosen, "--export", file])).Code);
        Assert.Equal(
            0,
            (await ToolProcess.RunAsync(Stop, "test", "core", "--cases", string.Join(',', chosen), "--agent", "me", "--out", built)).Code
        );
        Assert.Equal(0, (await ToolProcess.RunAsync(Stop, "test", "core", "--cases-file", file, "--agent", "me", "--out", read)).Code);
        Assert.Equal(Verdicts(built), Verdicts(read));
        Assert.True(Verdicts(read).Length > 50);
    }

    [Fact]
    public async Task A_case_of_a_file_is_run_against_a_server_and_can_be_repeated_with_the_command_of_its_page()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        var file = In("mine.json");
        await File.WriteAllTextAsync(file, Greeting.Replace("\"text\"", "\"ping\"", StringComparison.Ordinal).Replace(
            "\"expect\": [{\"ping\"",
            "\"expect\": [{\"pong\"",
            StringComparison.Ordinal
        ), Stop);
        var (code, output, _) = await ToolProcess.RunAsync(
            Stop,
            ["test", "server", $"{server.Url}", "--cases-file", file, "--patience", "4", "--agent", "me", "--out", In("r")]
        );
        Assert.Equal(1, code);
        Assert.Contains("1 case, 1 failed", output, StringComparison.Ordinal);
        Assert.Contains("P.1.1 FAILED", output, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(In("r/me_case_P_1_1.html"), Stop);
        Assert.Contains($"--patience 4 --cases-file {file} --out reports/repeated --cases P.1.1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_the_cases_of_a_file_run_against_the_embedded_server()
    {
        await File.WriteAllTextAsync(In("mine.json"), Greeting, Stop);
        var (code, output, _) = await ToolProcess.RunAsync(
            Stop,
            ["--cases-file", In("mine.json"), "--patience", "3", "--agent", "me", "--out", In("r")]
        );
        Assert.Equal(0, code);
        Assert.Contains("1 case, 0 failed", output, StringComparison.Ordinal);
        Assert.Contains(
            $"purews --patience 3 --cases-file {In("mine.json")} --out reports/repeated --cases P.1.1",
            await File.ReadAllTextAsync(In("r/me_case_P_1_1.html"), Stop),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_client_is_tested_with_the_cases_of_a_file_that_a_spec_file_selects()
    {
        await File.WriteAllTextAsync(In("mine.json"), Greeting, Stop);
        await File.WriteAllTextAsync(In("other.json"), Greeting.Replace("P.1.1", "Q.1.1", StringComparison.Ordinal), Stop);
        await File.WriteAllTextAsync(
            In("spec.json"),
            $$"""{"url": "ws://127.0.0.1:0", "outdir": "{{In("r")}}", "cases": ["*"], "exclude-cases": ["P.*"]}""",
            Stop
        );
        string[] files = ["--spec", In("spec.json"), "--cases-file", In("mine.json"), "--cases-file", In("other.json")];
        using var server = ToolProcess.Start(["test", "client", .. files, "--patience", "4"]);
        var url = new Uri(
            (await server.LineAsync("getCaseCount", Stop)).Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal))
        );
        using (var client = new System.Net.WebSockets.ClientWebSocket())
        {
            await client.ConnectAsync(new Uri(url, "/runCase?case=1&agent=a"), Stop);
            var buffer = new byte[1024];
            var greeting = await client.ReceiveAsync(buffer, Stop);
            await client.SendAsync(buffer.AsMemory(0, greeting.Count), greeting.MessageType, endOfMessage: true, Stop);
            await client.ReceiveAsync(buffer, Stop);
            await client.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "", Stop);
        }

        await server.LineAsync("Q.1.1 a: OK, close OK", Stop);
        await server.TerminateAsync(Stop);
        Assert.Equal(0, server.ExitCode);
        var index = await File.ReadAllTextAsync(In("r/index.html"), Stop);
        Assert.Contains("Send a text message.", index, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_checked_by_listing_its_cases()
    {
        var file = In("mine.json");
        await File.WriteAllTextAsync(file, Greeting, Stop);
        var (code, output, _) = await ToolProcess.RunAsync(Stop, "cases", "--cases-file", file);
        Assert.Equal((0, "P\n  P.1.1    Send a text message.\n"), (code, output));

        await File.WriteAllTextAsync(file, Greeting.Replace("\"text\"", "\"txet\"", StringComparison.Ordinal), Stop);
        var (wrong, _, error) = await ToolProcess.RunAsync(Stop, "cases", "--cases-file", file);
        Assert.Equal(2, wrong);
        Assert.Equal(
            $"purews: {file}:6:13: a step has no key \"txet\"; did you mean \"text\"?\n"
                + $"purews: {file}:7:15: an event has no key \"txet\"; did you mean \"text\"?\n",
            error
        );
    }

    [Theory]
    [InlineData("--quick and --cases-file cannot be combined", "test", "core", "--cases-file", "FILE", "--quick")]
    [InlineData("--cases-file '/nowhere.json': there is no such file.", "test", "core", "--cases-file", "/nowhere.json")]
    [InlineData("the case files contain no case that tests clients", "test", "core", "--role", "client", "--cases-file", "FILE")]
    [InlineData("2.1 is a case of the catalogue, which --cases-file replaces.", "test", "core", "--cases-file", "FILE", "--cases", "2.1")]
    [InlineData("no case matches '2.1'. The families are P. Use ids", "cases", "2.1", "--cases-file", "FILE")]
    [InlineData("--export '7.*' is a case pattern. Write patterns before --export", "cases", "--export", "7.*")]
    [InlineData("--export '2.1' is a case pattern", "cases", "--export", "2.1")]
    [InlineData("--json and --export cannot be combined", "cases", "--json", "--export")]
    [InlineData("the cases cannot be written to '/nowhere/x.json'", "cases", "--export", "/nowhere/x.json")]
    [InlineData("'--case-file' is not an option of 'purews test core'; did you mean '--cases-file'?", "test", "core", "--case-file", "x")]
    public async Task Wrong_use_is_reported_in_one_line(string message, params string[] arguments)
    {
        var file = In("mine.json");
        var ofServers = Greeting.Replace("\"send\"", "\"tests\": \"servers\", \"send\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, ofServers, Stop);
        var (code, _, error) = await ToolProcess.RunAsync(Stop, Array.ConvertAll(arguments, one => one == "FILE" ? file : one));
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    private static string[] Verdicts(string reports)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(reports, "index.json")));
        return
        [
            .. index.RootElement.GetProperty("me").EnumerateObject().Select(one =>
                $"{one.Name} {one.Value.GetProperty("behavior")} {one.Value.GetProperty("behaviorClose")} "
                    + $"{one.Value.GetProperty("remoteCloseCode")}"),
        ];
    }

    private string In(string name) => Path.Combine(folder.Path, name);
}
