using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// What fuzz writes and prints if the run ends before its findings are shortened, if the disk is full, and without an open connection.
/// </summary>
public sealed class FuzzOutcomeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Findings_that_were_not_shortened_in_time_are_counted_saved_and_in_the_report()
    {
        await using var server = FaultyServer.With(Fault.TakesRsv2);
        var (code, printed, error) = await FuzzAsync(server.Url, "--shorten", "0s");
        Assert.True(code == 1, printed + error);
        Assert.Matches("\n0 of \\d+ findings? shortened: the time for it, 0 s, was over \\(--shorten\\)\n", printed);
        Assert.Contains("  not repeated, because ", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("and 0 others", printed, StringComparison.Ordinal);
        await AssertReportedAsync();
    }

    [Fact]
    public async Task A_run_that_is_stopped_writes_the_report()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals as Linux has them");
        await using var server = FaultyServer.With(Fault.TakesRsv2);
        using var run = ToolProcess.Start("fuzz", "server", $"{server.Url}", "--time", "60m", "--no-deflate", "--out", folder.Path);
        // A progress line.
        await run.LineAsync(" findings", Stop);
        await run.TerminateAsync(Stop);
        Assert.Equal(2, run.ExitCode);
        await AssertReportedAsync();
    }

    /// <summary>The limit of the size of a file is zero, so that each write fails as on a full disk.</summary>
    [Fact]
    public async Task A_full_disk_leaves_no_empty_files_and_ends_with_2()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell sets the limit");
        var (exported, learned) = (Path.Combine(folder.Path, "cases"), Path.Combine(folder.Path, "learned"));
        Directory.CreateDirectory(exported);
        await File.WriteAllTextAsync(Path.Combine(exported, "H.json"), "earlier", Stop);
        var (code, _, error) = await LimitedAsync("cases", "H.1.*", "--export", exported);
        Assert.Equal(2, code);
        Assert.StartsWith("purews: the cases cannot be written to ", error, StringComparison.Ordinal);
        Assert.Equal("earlier", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(exported)), Stop));
        (code, _, error) = await LimitedAsync("learn", "core", "--out", learned, "--walks", "1");
        Assert.True(code == 2, error);
        Assert.Empty(Directory.GetFiles(learned));

        await using var server = FaultyServer.With(Fault.TakesRsv2);
        (code, var printed, error) = await LimitedAsync(
            "fuzz",
            "server",
            $"{server.Url}",
            "--cases",
            "150",
            "--no-deflate",
            "--shorten",
            "0s",
            "--out",
            Path.Combine(folder.Path, "found")
        );
        Assert.True(code == 2, printed + error);
        Assert.Matches("\n0 findings saved to .*; \\d+ could not be saved\n", printed);
        Assert.Contains("purews: --out '", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "found")));
    }

    [Fact]
    public async Task A_server_that_rejects_every_request_is_shown_with_the_request_and_the_answer()
    {
        await using var server = new LoopbackServer(async (socket, stop) =>
        {
            var (buffer, head) = (new byte[4096], "");
            while (!head.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(), stop);
                if (count == 0) return;
                head += Encoding.ASCII.GetString(buffer, 0, count);
            }

            await socket.SendAsync("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer.AsMemory(), stop) > 0)
            {
                // Read what remains, so that the answer is not lost in a reset.
            }
        });
        var (code, printed, error) = await FuzzAsync(server.Url, "--header", "Authorization: Bearer x");
        Assert.True(code == 1, printed + error);
        var finding = printed[printed.IndexOf("MUST, RFC 6455 §4: the connection did not open", StringComparison.Ordinal)..];
        Assert.Contains("ms  tester → GET / HTTP/1.1\n", finding, StringComparison.Ordinal);
        Assert.Contains("ms  peer   → HTTP/1.1 503 Service Unavailable\n", finding, StringComparison.Ordinal);
        Assert.Contains("ms  peer   → Retry-After: 5\n", finding, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer x", printed, StringComparison.Ordinal);
    }

    /// <summary>Each finding has a file, and an entry in the report with a page.</summary>
    private async Task AssertReportedAsync()
    {
        var files = Directory.GetFiles(folder.Path, "finding-*.json");
        Assert.NotEmpty(files);
        var index = await File.ReadAllBytesAsync(Path.Combine(folder.Path, "reports", "index.json"), Stop);
        using var read = JsonDocument.Parse(index);
        var entries = read.RootElement.EnumerateObject().Single().Value.EnumerateObject().ToArray();
        Assert.Equal(files.Length, entries.Length);
        foreach (var entry in entries)
            Assert.True(File.Exists(Path.Combine(folder.Path, "reports", entry.Value.GetProperty("reportfile").GetString()!)), entry.Name);
    }

    private Task<(int Code, string Output, string Error)> FuzzAsync(Uri url, params string[] more) =>
        ToolProcess.RunAsync(
            Stop,
            ["fuzz", "server", $"{url}", "--cases", "150", "--no-deflate", "--patience", "2", "--out", folder.Path, .. more]
        );

    private static async Task<(int Code, string Output, string Error)> LimitedAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("sh")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The runtime needs a file of its own for code that is both writable and executable.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var argument in (string[])["-c", "trap '' XFSZ; ulimit -f 0; exec dotnet \"$@\"", "sh", ToolProcess.Tool, .. arguments])
            start.ArgumentList.Add(argument);
        using var run = Process.Start(start)!;
        var (output, error) = (run.StandardOutput.ReadToEndAsync(Stop), run.StandardError.ReadToEndAsync(Stop));
        await run.ExitAsync(Stop);
        return (run.ExitCode, await output, await error);
    }
}
