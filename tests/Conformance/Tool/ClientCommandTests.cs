using System.Diagnostics;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>'purews test client --client COMMAND' runs the client, and ends with it.</summary>
public sealed class ClientCommandTests : IDisposable
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_tests_the_client_and_ends_with_it()
    {
        var (code, output, error) = await RunAsync($"{NodeClient.Command()} me 2", "--cases", "1.1.*,2.*", "--tap", "-");
        Assert.Equal((0, ""), (code, string.Join('\n', error.Split('\n').Where(line => line.StartsWith("purews: the", Ordinal)))));
        Assert.Equal(19, output.Split('\n').Count(line => line.StartsWith("ok ", Ordinal)));
        Assert.Contains("running the client with 19 cases at ws://127.0.0.1:", error, Ordinal);
        Assert.Contains("me: 19 cases, 0 failed", error, Ordinal);
        Assert.Matches(@"(?m)^\s*all\s+19\s+19\s+0\s+0\s+0\s+0\s*$", error);
    }

    [Fact]
    public async Task Without_a_URL_the_client_is_tested_at_a_free_port()
    {
        // The default port is in use.
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 9001);
        try
        {
            other.Start();
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Another program already uses the port.
        }

        var (code, output, _) = await ToolProcess.RunAsync(
            Stop,
            ["test", "client", "--patience", "10", "--cases", "2.1", "--out", folder.Path, "--client", $"{NodeClient.Command()} me"]
        );
        Assert.Equal(0, code);
        Assert.Contains("running the client with 1 case at ws://127.0.0.1:", output, Ordinal);
        Assert.DoesNotContain(":9001", output, Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_run_all_cases_ends_it_with_2()
    {
        var (code, _, error) = await RunAsync($"{NodeClient.Command()} me 1 1 2", "--cases", "2.1,2.2,2.3");
        Assert.Equal((2, "purews: the client ended after 2 of 3 cases of 'me'."), (code, error.Trim()));
        Assert.True(File.Exists(Path.Combine(folder.Path, "out", "index.json")));
    }

    [Fact]
    public async Task A_client_that_fails_ends_it_with_2_even_if_all_cases_passed()
    {
        var (code, _, error) = await RunAsync($"{NodeClient.Command()} me; exit 3", "--cases", "2.1");
        Assert.Equal((2, "purews: the client ended with exit code 3."), (code, error.Trim()));
    }

    [Fact]
    public async Task A_client_that_cannot_start_ends_it_with_2()
    {
        var (code, _, error) = await RunAsync("exec ./no-such-client 2>&-", "--cases", "2.1");
        Assert.Equal(2, code);
        Assert.Equal(
            ["purews: the client ended with exit code 127.", "purews: the client ended before the first case ended."],
            error.Trim().Split('\n')
        );
    }

    [Fact]
    public async Task An_empty_command_is_reported()
    {
        var (code, _, error) = await RunAsync(" ");
        Assert.Equal((2, "purews: --client needs a command, such as 'node client.js'."), (code, error.Trim()));
    }

    [Fact]
    public async Task A_client_that_runs_is_ended_when_the_test_is_stopped()
    {
        using var run = ToolProcess.Start(
            "test", "client", "--url", "ws://127.0.0.1:0", "--client", "echo \"process $$\"; exec sleep 600", "--out", folder.Path);
        var id = int.Parse((await run.LineAsync("process ", Stop)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        using var client = Process.GetProcessById(id);
        await run.TerminateAsync(Stop);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("purews: stopped before the client ended.", await run.StandardError.ReadToEndAsync(Stop), Ordinal);
        await client.ExitAsync(Stop);
    }

    [Fact]
    public async Task The_command_of_a_page_contains_the_client()
    {
        var command = $"{NodeClient.Command()} me";
        await RunAsync(command, "--cases", "2.1");
        var page = await File.ReadAllTextAsync(Path.Combine(folder.Path, "out", "me_case_2_1.html"), Stop);
        Assert.Contains("--client ", System.Net.WebUtility.HtmlDecode(page), Ordinal);
        Assert.Contains("driver.js", page, Ordinal);
        // The command must not overwrite the report that contains the page.
        Assert.Contains("--out reports/repeated", page, Ordinal);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string client, params string[] more) =>
        ToolProcess.RunAsync(
            Stop,
            [
                "test", "client", "--url", "ws://127.0.0.1:0", "--patience", "10", "--out", Path.Combine(folder.Path, "out"),
                "--client", client, .. more,
            ]
        );
}
