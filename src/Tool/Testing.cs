using System.Net;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Tests one peer.</summary>
internal static class Testing
{
    private const string Ours = "Pure.WebSockets";
    private const string Tool = "purews";

    public static async Task<int> EmbeddedAsync(TestPlan plan, CancellationToken stop)
    {
        await using var server = Serving.Start(new IPEndPoint(IPAddress.Loopback, 0));
        return await ServerAsync(new Uri($"ws://{server.EndPoint}/"), plan with { Agent = plan.Agent.IfNone(Ours) }, stop, again: Tool);
    }

    public static async Task<int> ServerAsync(Uri target, TestPlan plan, CancellationToken stop, string? again = null)
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

        return await RunAsync(new Peer(target.ToString(), again ?? Command(target)), plan, result => ServerName(result).IfNone(target.Authority), runner.RunAsync, stop);
    }

    public static Task<int> CoreAsync(Role role, TestPlan plan, CancellationToken stop) =>
        RunAsync(
            new Peer($"the core as {role}, in memory", $"{Tool} test core --role {(role == Role.Client ? "client" : "server")}"),
            plan,
            _ => $"{Ours} core",
            (next, messages, _) => Task.FromResult(MemoryRunner.Run(next, role, Serving.Protocol, messages)),
            stop);

    /// <summary>The command that tests a server.</summary>
    public static string Command(Uri target) => $"{Tool} test server \"{target}\"";

    /// <summary>How the peer calls itself in its handshake, if it does.</summary>
    public static Option<string> ServerName(CaseResult result) =>
        HeadParser.ParseResponse(Octets.OfText(result.Observation.Response)).ToOption()
            .Bind(head => HeaderList.Single(head.Headers, "Server"))
            .Filter(name => !string.IsNullOrWhiteSpace(name));

    private static async Task<int> RunAsync(Peer peer, TestPlan plan, Func<CaseResult, string> nameOf, Func<Case, CompressedMessages, CancellationToken, Task<CaseResult>> run, CancellationToken stop)
    {
        using var test = TestRun.Open(plan);
        await test.TestAsync(peer, plan.Cases, first => plan.Agent.IfNone(() => nameOf(first)), run, stop);
        return test.End();
    }
}
