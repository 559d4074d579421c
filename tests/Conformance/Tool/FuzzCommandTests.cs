namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The command fuzz as a process: its output, its files and its exit codes.</summary>
public sealed class FuzzCommandTests
{
    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public async Task The_core_has_no_findings(string role)
    {
        var (code, output, _) = await RunAsync("fuzz", "core", "--role", role, "--cases", "2000", "--seed", "7");
        Assert.Equal(0, code);
        Assert.Contains("2000 conversations in ", output, StringComparison.Ordinal);
        Assert.Contains("; 0 failures, 0 other findings", output, StringComparison.Ordinal);
        Assert.Contains("12 of 12 visited", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_found_over_TCP_shrunk_and_written_to_a_file()
    {
        await using var server = FaultyServer.With(Fault.TakesRsv2);
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var (code, output, _) = await RunAsync("fuzz", "server", $"{server.Url}", "--cases", "300", "--out", folder, "--no-deflate");
        Assert.Equal(1, code);
        Assert.Contains("MUST, RFC 6455 §5.2: the peer received a reserved bit that is set", output, StringComparison.Ordinal);
        var file = Directory
            .GetFiles(folder)
            .Select(File.ReadAllText)
            .First(text => text.Contains("a reserved bit that is set", StringComparison.Ordinal));
        Assert.Contains("RSV2", file, StringComparison.Ordinal);
        Assert.InRange(file.Split('\n').Count(line => line.StartsWith("    send", StringComparison.Ordinal)), 1, 3);
        Assert.Contains($"repeat: purews fuzz server {server.Url} --seed 1 --first ", file, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("--seed 'x' is not a number", "fuzz", "core", "--seed", "x")]
    [InlineData("--time '5y' is not a time such as 30s", "fuzz", "core", "--time", "5y")]
    [InlineData("--cases 0 is not a number of conversations", "fuzz", "core", "--cases", "0")]
    [InlineData("--role 'peer' is neither server nor client", "fuzz", "core", "--role", "peer")]
    [InlineData("did you mean '--seed'?", "fuzz", "core", "--sed", "1")]
    [InlineData("wss:// is not supported yet", "fuzz", "server", "wss://127.0.0.1:9/", "--cases", "1")]
    [InlineData("cannot be reached", "fuzz", "server", "ws://127.0.0.1:9/", "--cases", "1")]
    public async Task An_invalid_command_line_ends_with_2_and_names_the_problem(string problem, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(TestContext.Current.CancellationToken, arguments);
}
