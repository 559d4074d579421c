using System.Diagnostics;
using System.Net;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Runs cases and tells of the results: live, as a table, and as a folder of reports.</summary>
internal static class Testing
{
    private const string Ours = "Pure.WebSockets";

    public static async Task<int> EmbeddedAsync(TestPlan plan, CancellationToken stop)
    {
        await using var server = Serving.Start(new IPEndPoint(IPAddress.Loopback, 0));
        return await ServerAsync(new Uri($"ws://{server.EndPoint}/"), plan with { Agent = plan.Agent.IfNone(Ours) }, stop);
    }

    public static async Task<int> ServerAsync(Uri target, TestPlan plan, CancellationToken stop)
    {
        var runner = new TcpRunner(target);
        try
        {
            await runner.ProbeAsync(stop);
            return await RunAsync(target.ToString(), plan, (next, cancelled) => runner.RunAsync(next, cancelled), stop);
        }
        catch (PeerUnreachableException unreachable)
        {
            throw new WrongUseException($"{unreachable.Message}. Start the server, or name another: purews test server ws://host:port/");
        }
    }

    public static Task<int> CoreAsync(Role role, TestPlan plan, CancellationToken stop) =>
        RunAsync(
            $"the core as {role}, in memory",
            plan with { Agent = plan.Agent.IfNone($"{Ours} core"), Parallel = Environment.ProcessorCount },
            (next, _) => Task.FromResult(MemoryRunner.Run(next, role, ConnectionOptions.Default)),
            stop);

    private static async Task<int> RunAsync(string target, TestPlan plan, Func<Case, CancellationToken, Task<CaseResult>> run, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var results = await Live.ShowAsync($"{plan.Cases.Count} cases against {target}", plan.Cases, onResult => Suite.RunAsync(plan.Cases, run, plan.Parallel, onResult, stop));
        var finished = new Run(plan.Agent.IfNone(() => ServerName(results)), results);
        Write(plan.Folder, finished);
        Summary.Show(finished, clock.Elapsed, Path.Combine(plan.Folder, "index.html"));
        return results.Exists(result => result.Judgement.IsFailure) ? 1 : 0;
    }

    /// <summary>How the peer calls itself in its handshake.</summary>
    private static string ServerName(LanguageExt.Seq<CaseResult> results) =>
        HeadParser.ParseResponse(Octets.OfText(results[0].Observation.Response)).ToOption()
            .Bind(head => HeaderList.Single(head.Headers, "Server")).IfNone("UnknownServer");

    private static void Write(string folder, Run run)
    {
        try
        {
            ReportFolder.Write(folder, run);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WrongUseException($"the reports cannot be written to '{folder}': {error.Message} Name another folder with --out.");
        }
    }
}
