namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Runs 'purews test client' as a process.</summary>
public sealed class TestClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, "2.*", "2.1 a: OK, close OK", "a: 1 case, 0 failed")]
    [InlineData(1, "1.1.2", "1.1.2 a: FAILED, close", "a: 1 case, 1 failed")]
    public async Task It_waits_for_clients_until_it_is_interrupted_and_then_prints_the_result(
        int code,
        string cases,
        string line,
        string sum
    )
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var server = ToolProcess.Start(
            "test", "client", "--url", "ws://127.0.0.1:0", "--quick", "--cases", cases, "--patience", "4", "--out", folder);
        var url = new Uri(
            (await server.LineAsync("getCaseCount", Stop)).Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal))
        );
        using (var client = new System.Net.WebSockets.ClientWebSocket())
        {
            await client.ConnectAsync(new Uri(url, "/runCase?case=1&agent=a"), Stop);
            // This client only reads: it answers pings, but not messages.
            await client.ReceiveAsync(new byte[1024], Stop);
            await client.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "", Stop);
        }

        Assert.Contains(line, await server.LineAsync(line, Stop), StringComparison.Ordinal);
        await server.SignalAsync("TERM", Stop);
        Assert.Contains(sum, await server.LineAsync(sum, Stop), StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder, "index.html"), await server.LineAsync("The report", Stop), StringComparison.Ordinal);
        await server.ExitAsync(Stop);
        Assert.Equal(code, server.ExitCode);
        Assert.True(File.Exists(Path.Combine(folder, "index.json")));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The command of a page starts a server with the same settings, which offers the case of the page.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_command_of_a_page_repeats_the_case_with_the_settings_of_the_run(bool hasSpec)
    {
        using var folder = new TemporaryFolder();
        var (spec, reports) = (Path.Combine(folder.Path, "spec.json"), Path.Combine(folder.Path, "out"));
        await File.WriteAllTextAsync(
            spec,
            $$"""{"url": "ws://127.0.0.1:0", "outdir": "{{reports}}", "cases": ["2.1", "5.*"], "options": {"failByDrop": true} }""",
            Stop
        );
        string[] settings = hasSpec ? ["--spec", spec] : ["--url", "ws://127.0.0.1:0"];
        string[] other = ["--patience", "4", "--quick"];
        using (
            var server = ToolProcess.Start(
                ["test", "client", .. settings, .. other, .. hasSpec ? (string[])[] : ["--cases", "2.1,5.*", "--out", reports]]
            )
        )
        {
            var url = await UrlAsync(server);
            using var client = new System.Net.WebSockets.ClientWebSocket();
            await client.ConnectAsync(new Uri(url, "/runCase?case=1&agent=a"), Stop);
            await client.ReceiveAsync(new byte[1024], Stop);
            await client.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "", Stop);
            await server.LineAsync("2.1 a: ", Stop);
            await server.SignalAsync("TERM", Stop);
            await server.ExitAsync(Stop);
        }

        var page = System.Net.WebUtility.HtmlDecode(await File.ReadAllTextAsync(Path.Combine(reports, "a_case_2_1.html"), Stop));
        Assert.Contains($"purews {string.Join(' ', Command("reports/repeated"))}<", page, StringComparison.Ordinal);
        using var again = ToolProcess.Start(Command(reports));
        Assert.Contains("waiting for clients with 1 case", await again.LineAsync("waiting for clients", Stop), StringComparison.Ordinal);
        await UrlAsync(again);
        await again.SignalAsync("TERM", Stop);
        await again.ExitAsync(Stop);

        string[] Command(string outFolder) =>
            ["test", "client", .. settings, .. hasSpec ? (string[])[] : ["--out", outFolder], .. other, "--cases", "2.1"];

        static async Task<Uri> UrlAsync(System.Diagnostics.Process server)
        {
            var line = await server.LineAsync("getCaseCount", Stop);
            return new Uri(line.Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_client_can_stop_it_and_without_results_it_ends_with_2()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var server = ToolProcess.Start("test", "client", "--url", "ws://localhost:0", "--cases", "1.1.1", "--out", folder);
        var url = new Uri(
            (await server.LineAsync("getCaseCount", Stop)).Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal))
        );
        using var client = new System.Net.WebSockets.ClientWebSocket();
        await client.ConnectAsync(new Uri(url, "/stopServer"), Stop);
        await server.ExitAsync(Stop);
        Assert.Equal(2, server.ExitCode);
        Assert.Contains("stopped before the first case ended", await server.StandardError.ReadToEndAsync(Stop), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("--url 'http://127.0.0.1' is not a URL to listen at", "--url", "http://127.0.0.1")]
    [InlineData("--url 'ws://127.0.0.1:9001/path' is not a URL to listen at", "--url", "ws://127.0.0.1:9001/path")]
    [InlineData("--url 'ws://example.org:9001/' contains no IP address", "--url", "ws://example.org:9001")]
    [InlineData("needs a certificate", "--url", "wss://127.0.0.1:0")]
    [InlineData("--cert and --key are for a --url that begins with wss://", "--cert", "/dev/null")]
    [InlineData("--cert 'nothing.pem': there is no such file.", "--url", "wss://127.0.0.1:0", "--cert", "nothing.pem")]
    [InlineData("no case matches '99'", "--cases", "99")]
    [InlineData("--out cannot be written to '/dev/null/reports': '/dev/null' is a file, not a folder.", "--out", "/dev/null/reports")]
    public async Task Wrong_use_is_reported_in_one_line_and_ends_with_2(string message, params string[] arguments)
    {
        var (code, _, error) = await ToolProcess.RunAsync(Stop, ["test", "client", .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }
}
