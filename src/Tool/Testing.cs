using System.Net;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Tests one peer.</summary>
internal static class Testing
{
    private const string Ours = "Pure.WebSockets";
    private const string Tool = "purews";
    private const string ServerField = "Server:";

    public static async Task<int> EmbeddedAsync(TestPlan plan, CancellationToken stop)
    {
        await using var server = Serving.Start(new IPEndPoint(IPAddress.Loopback, 0));
        return await ServerAsync(new Uri($"ws://{server.EndPoint}/"), plan with { Agent = plan.Agent.IfNone(Ours) }, stop, again: Tool);
    }

    public static async Task<int> ServerAsync(Uri target, TestPlan plan, CancellationToken stop, string? again = null, bool isHttp2 = false)
    {
        var runner = new TcpRunner(new Target(target) { IsHttp2 = isHttp2 }, TesterOptions.Default);
        try
        {
            await runner.ProbeAsync(stop);
        }
        catch (PeerUnreachableException unreachable)
        {
            throw new WrongUseException($"{unreachable.Message}. Start the server, or name another: purews test server ws://host:port/");
        }

        var runnable = plan with { Cases = Runnable(plan.Cases, isHttp2) };
        return await RunAsync(new Peer(target.ToString(), again ?? Command(target, isHttp2)), runnable, result => ServerName(result).IfNone(target.Authority), runner.RunAsync, stop);
    }

    public static Task<int> CoreAsync(Role role, TestPlan plan, CancellationToken stop) =>
        RunAsync(
            new Peer($"the core as {role}, in memory", $"{Tool} test core --role {(role == Role.Client ? "client" : "server")}"),
            plan,
            _ => $"{Ours} core",
            (next, messages, _) => Task.FromResult(MemoryRunner.Run(next, role, Serving.Protocol, messages)),
            stop);

    /// <summary>The command that tests a server.</summary>
    public static string Command(Uri target, bool isHttp2) => $"{Tool} test server \"{target}\"{(isHttp2 ? " --http2" : "")}";

    /// <summary>Of the cases those that can be run; what is left out is told.</summary>
    public static Seq<Case> Runnable(Seq<Case> cases, bool isHttp2)
    {
        var runnable = isHttp2 ? Catalogue.ForHttp2(cases) : cases;
        if (runnable.Count < cases.Count) WrongUse.Tell($"{cases.Count - runnable.Count} of {cases.Count} cases need HTTP/1.1 on TCP, and are left out over HTTP/2: they are about the octets of its heads, or end one direction of the transport.");
        return runnable;
    }

    /// <summary>How the peer calls itself in its handshake, if it does.</summary>
    public static Option<string> ServerName(CaseResult result) =>
        Seq.create<string>(result.Observation.Response.Split("\r\n")).Find(line => line.StartsWith(ServerField, StringComparison.OrdinalIgnoreCase))
            .Map(line => line[ServerField.Length..].Trim())
            .Filter(name => name.Length > 0);

    private static async Task<int> RunAsync(Peer peer, TestPlan plan, Func<CaseResult, string> nameOf, Func<Case, CompressedMessages, CancellationToken, Task<CaseResult>> run, CancellationToken stop)
    {
        using var test = TestRun.Open(plan);
        await test.TestAsync(peer, plan.Cases, first => plan.Agent.IfNone(() => nameOf(first)), run, stop);
        return test.End();
    }
}
