using System.Diagnostics;
using System.Globalization;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The tester against a server that somebody else wrote, and that compresses.</summary>
public sealed class NodePeerTests
{
    private static readonly string[] Ids = ["12.1.1", "12.1.11", "12.2.5", "12.3.4", "12.4.9", "12.4.15", "12.5.10", "13.1.2", "13.2.6", "13.3.7", "13.4.16", "13.5.3", "13.5.12", "13.6.17", "13.7.18"];

    [Fact]
    public async Task A_server_made_of_ws_passes_cases_of_each_group_of_families_12_and_13()
    {
        var folder = Peers(new DirectoryInfo(AppContext.BaseDirectory));
        Require(Directory.Exists(Path.Combine(folder, "node_modules", "ws")), "ws is not installed: npm ci in tests/Host/peers");
        using var node = Begin(folder);
        Require(node is not null, "node is not installed");
        try
        {
            var port = int.Parse((await node!.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
            var cases = Catalogue.Quick.Filter(found => Ids.Contains(found.Id.Text, StringComparer.Ordinal)).Strict();
            var results = await Suite.RunAsync(cases, new TcpRunner(new Uri($"ws://127.0.0.1:{port}/")).RunAsync, parallel: 2, _ => { }, TestContext.Current.CancellationToken);
            Assert.Equal(Ids.Length, results.Count);
            Assert.Empty(results.Filter(result => result.Judgement is not { Behavior: Verdict.Ok, Close: Verdict.Ok }).Map(result => $"{result.Case.Id} {result.Judgement}"));
            Assert.All(results, result => Assert.True(result.Observation.Outgoing.CompressionRatio < 1.1));
        }
        finally
        {
            node!.Kill();
        }
    }

    private static Process? Begin(string folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", ["server.js"]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // Where peers are what is tested, as in continuous integration, a missing one is a failure.
    private static void Require(bool present, string reason)
    {
        if (present) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", reason);
        Assert.Fail(reason);
    }

    // Beside these tests, somewhere above where they were built to.
    private static string Peers(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "Host", "peers", "server.js")) ? Path.Combine(from.FullName, "Host", "peers")
        : from.Parent is { } parent ? Peers(parent)
        : throw new DirectoryNotFoundException("peers");
}
