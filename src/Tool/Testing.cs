using System.Diagnostics;
using System.Net;
using LanguageExt;
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
        }
        catch (PeerUnreachableException unreachable)
        {
            throw new WrongUseException($"{unreachable.Message}. Start the server, or name another: purews test server ws://host:port/");
        }

        return await RunAsync(target.ToString(), plan, results => ServerName(results).IfNone(target.Authority), runner.RunAsync, stop);
    }

    public static Task<int> CoreAsync(Role role, TestPlan plan, CancellationToken stop) =>
        RunAsync(
            $"the core as {role}, in memory",
            plan,
            _ => $"{Ours} core",
            (next, messages, _) => Task.FromResult(MemoryRunner.Run(next, role, Serving.Protocol, messages)),
            stop);

    private static async Task<int> RunAsync(string target, TestPlan plan, Func<Seq<CaseResult>, string> nameOf, Func<Case, CompressedMessages, CancellationToken, Task<CaseResult>> run, CancellationToken stop)
    {
        Try(plan.Folder, () => Directory.CreateDirectory(plan.Folder));
        var clock = Stopwatch.StartNew();
        var results = await Live.ShowAsync($"{plan.Cases.Count} cases against {target}", plan.Cases, onResult => Suite.RunAsync(plan.Cases, run, plan.Parallel, onResult, stop));
        if (results.IsEmpty) throw new WrongUseException("stopped before the first case ended.");
        var finished = new Run(plan.Agent.IfNone(() => nameOf(results)), results);
        Try(plan.Folder, () => ReportFolder.Write(plan.Folder, finished));
        Summary.Show(finished, clock.Elapsed, Path.Combine(plan.Folder, "index.html"));
        if (results.Count < plan.Cases.Count) throw new WrongUseException($"stopped: {results.Count} of {plan.Cases.Count} cases ran, and are in the report.");
        return results.Exists(result => result.Judgement.IsFailure) ? 1 : 0;
    }

    /// <summary>How the peer calls itself in its handshake, if it does.</summary>
    private static Option<string> ServerName(Seq<CaseResult> results) =>
        HeadParser.ParseResponse(Octets.OfText(results[0].Observation.Response)).ToOption()
            .Bind(head => HeaderList.Single(head.Headers, "Server"));

    private static void Try(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongUseException($"the reports cannot be written to '{folder}': {error.Message} Name another folder with --out.");
        }
    }
}
