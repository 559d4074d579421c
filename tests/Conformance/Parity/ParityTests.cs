using System.Globalization;
using System.Net;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The verdicts of the Autobahn Testsuite and ours on the same peers, case by case, in both roles. Without PUREWS_DEPTH families 12 and 13
/// send 50 messages per case, which gives the same verdicts.
/// </summary>
public sealed class ParityTests
{
    private static readonly Seq<Case> Cases = Environment.GetEnvironmentVariable("PUREWS_DEPTH") is null ? Classic.Quick : Classic.All;

    [Fact]
    public async Task A_server_made_of_ws_gets_the_verdicts_that_the_old_suite_gave_it()
    {
        using var server = NodePeer.StartWithWs("server.js");
        var port = int.Parse(await server.ReadLineAsync(), CultureInfo.InvariantCulture);
        OldVerdicts.Compare("ws-server", await TestAsync(new Uri($"ws://127.0.0.1:{port}/")));
    }

    [Fact]
    public async Task Kestrel_gets_the_verdicts_that_the_old_suite_gave_it()
    {
        await using var server = await KestrelEcho.StartAsync();
        OldVerdicts.Compare("kestrel-server", await TestAsync(server.Url));
    }

    [Fact]
    public async Task A_client_made_of_ws_gets_the_verdicts_that_the_old_suite_gave_it()
    {
        using var folder = new TemporaryFolder();
        using var reports = ReportFolder.Open(folder.Path);
        var options = new FuzzingServerOptions(Cases, reports) { Tester = Tested.Patient };
        await using var server = FuzzingServer.Start(new IPEndPoint(IPAddress.Loopback, 0), options);
        using var client = NodePeer.StartWithWs("driver.js", $"ws://{server.EndPoint}", "ws", "4");
        Assert.Equal("517", await client.ReadLineAsync());
        await client.EndAsync();
        OldVerdicts.Compare("ws-client", reports.Entries);
    }

    private static async Task<Seq<IndexEntry>> TestAsync(Uri url)
    {
        var results = await CaseSuite.RunAsync(
            Cases,
            new TcpRunner(new TestTarget(url), Tested.Patient).RunAsync,
            parallel: 16,
            _ => { },
            TestContext.Current.CancellationToken
        );
        return results.Map(result => IndexEntry.Of("peer", result)).Strict();
    }
}
