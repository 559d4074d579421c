using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>While a peer is silent, the commands say what they wait for, from where and for how long.</summary>
public sealed class AwaitedPeerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(20, "fuzz", "server", "URL")]
    [InlineData(80, "fuzz", "server", "URL", "--patience", "16")]
    [InlineData(20, "fuzz", "server", "URL", "--replay", "FILE")]
    [InlineData(20, "learn", "URL")]
    [InlineData(20, "test", "server", "URL", "--cases", "1.1.1", "--out", "OUT")]
    public async Task A_server_that_accepts_and_is_silent_is_named_with_the_longest_wait(int most, params string[] arguments)
    {
        await using var server = new LoopbackServer((_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop));
        using var tool = ToolProcess.Start(Of(server.Url, arguments));
        await SaysAsync(tool, $"waiting for the response to the opening handshake from {server.Url}, at most {most} s");
        tool.Kill();
    }

    [Fact]
    public async Task A_silent_port_for_TLS_is_named()
    {
        await using var server = new LoopbackServer((_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop));
        var url = new UriBuilder(server.Url) { Scheme = "wss" }.Uri;
        using var tool = ToolProcess.Start("learn", $"{url}", "--insecure");
        await SaysAsync(tool, $"waiting for the TLS handshake from {url}, at most 5 s");
        tool.Kill();
    }

    /// <summary>The server rejects the request of the probe, and is silent afterwards.</summary>
    [Theory]
    [InlineData(
        "the first answers from URL, at most 5 s for an opening handshake and 2 s for another answer",
        "fuzz",
        "server",
        "URL"
    )]
    [InlineData(
        "the answers to case F.1.5 from URL, at most 15 s for an opening handshake and 6 s for another answer",
        "fuzz",
        "server",
        "URL",
        "--patience",
        "3",
        "--replay",
        "FILE"
    )]
    [InlineData(
        "the first answer from URL, at most 1 s, after an opening handshake of at most 5 s, which is tried 6 times",
        "learn",
        "URL"
    )]
    public async Task A_server_that_becomes_silent_is_named_too(string awaited, params string[] arguments)
    {
        var requests = 0;
        await using var server = new LoopbackServer(async (socket, stop) =>
        {
            var buffer = new byte[4096];
            if (await socket.ReceiveAsync(buffer.AsMemory(), stop) == 0) return;
            if (Interlocked.Increment(ref requests) > 1) await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            await socket.SendAsync("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer.AsMemory(), stop) > 0)
            {
                // Read what remains, so that the answer is not lost in a reset.
            }
        });
        using var tool = ToolProcess.Start(Of(server.Url, arguments));
        await SaysAsync(tool, "waiting for " + awaited.Replace("URL", $"{server.Url}", StringComparison.Ordinal));
        tool.Kill();
    }

    [Fact]
    public async Task A_report_on_standard_output_has_no_line_about_a_wait()
    {
        await using var server = new LoopbackServer(async (socket, stop) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), stop);
            await FaultyServer.HoldAsync(socket, new EchoPeer(Role.Server), stop);
        });
        var (code, output, error) = await ToolProcess.RunAsync(
            TestContext.Current.CancellationToken,
            "test",
            "server",
            $"{server.Url}",
            "--cases",
            "1.1.1",
            "--out",
            folder.Path,
            "--patience",
            "30",
            "--junit",
            "-"
        );
        Assert.True(code == 0, output + error);
        Assert.StartsWith("<?xml", output, StringComparison.Ordinal);
        Assert.DoesNotContain("waiting for", output, StringComparison.Ordinal);
        Assert.Contains("waiting for the response to the opening handshake from ", error, StringComparison.Ordinal);
    }

    // On a busy machine, an earlier wait may have a line of its own.
    private static async Task SaysAsync(System.Diagnostics.Process tool, string line) =>
        Assert.Equal(line, await tool.LineAsync(line, TestContext.Current.CancellationToken));

    private string[] Of(Uri url, string[] arguments)
    {
        var file = Path.Combine(folder.Path, "saved.json");
        var script = new FuzzScript(Role.Client, null, [new FuzzStep.Send(new RawFrame(1, Payload.Of("a"u8.ToArray())), Key: 1)]);
        var finding = new ModelFinding(Demand.Must, "RFC 6455 §5.6", "test", "the peer did something");
        File.WriteAllBytes(file, CaseFile.Write([FindingCase.Of(script, finding, 1, 5, keepsKeys: false)]));
        return Array.ConvertAll(
            arguments,
            argument => argument switch
            {
                "URL" => $"{url}",
                "FILE" => file,
                "OUT" => Path.Combine(folder.Path, "reports"),
                _ => argument,
            }
        );
    }
}
