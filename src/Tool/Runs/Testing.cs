using System.Net;
using System.Net.Sockets;
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
        var target = new Target(new Uri($"ws://{server.EndPoint}/"));
        return await ServerAsync(target, plan with { Agent = plan.Agent.IfNone(Ours) }, Tool, runner => runner.ProbeAsync(stop), stop);
    }

    /// <summary>Tests a server.</summary>
    /// <param name="target">The server, and what it is asked.</param>
    /// <param name="plan">What to run, and what to tell of it.</param>
    /// <param name="again">The command that tests it, but for the cases.</param>
    /// <param name="reach">Reaches it, or throws a <see cref="PeerUnreachableException"/>.</param>
    /// <param name="stop">Stops the run.</param>
    public static async Task<int> ServerAsync(
        Target target,
        TestPlan plan,
        string again,
        Func<TcpRunner, Task> reach,
        CancellationToken stop
    )
    {
        var runner = new TcpRunner(target, TesterOptions.Default with { Patience = plan.Patience });
        try
        {
            await reach(runner);
        }
        catch (PeerUnreachableException unreachable)
        {
            // Where something answers, the message says what to do about it.
            var advice =
                unreachable.InnerException is SocketException
                    ? " Start the server, or name another: purews test server ws://host:port/"
                    : "";
            throw new WrongUseException($"{unreachable.Message.TrimEnd('.')}.{advice}");
        }

        var runnable = plan with { Cases = Runnable(plan.Cases, target.IsHttp2) };
        return await RunAsync(
            new Peer(target.Url.ToString(), target.Url.ToString(), again),
            runnable,
            result => ServerName(result).IfNone(target.Url.Authority),
            runner.RunAsync,
            stop
        );
    }

    public static Task<int> CoreAsync(Role role, TestPlan plan, CancellationToken stop) =>
        RunAsync(
            new Peer(
                $"the core as {role}, in memory",
                $"the core as {role}, in memory",
                $"{Tool} test core --role {(role == Role.Client ? "client" : "server")}"
            ),
            plan,
            _ => $"{Ours} core",
            (next, messages, _) => Task.FromResult(MemoryRunner.Run(next, role, Serving.Protocol, messages)),
            stop);

    /// <summary>The command that tests a server.</summary>
    public static string Command(Uri target, bool isHttp2, string others = "") =>
        $"{Tool} test server {CommandLine.Quoted(target.ToString())}{(isHttp2 ? " --http2" : "")}{others}";

    /// <summary>The factor of every wait as it would be typed again, with a blank before it.</summary>
    public static string Again(TestPlan plan) => plan.Patience == 1 ? "" : FormattableString.Invariant($" --patience {plan.Patience}");

    /// <summary>Of the cases those that can be run; what is left out is told.</summary>
    public static Seq<Case> Runnable(Seq<Case> cases, bool isHttp2)
    {
        var runnable = isHttp2 ? Catalogue.ForHttp2(cases) : cases;
        if (runnable.Count < cases.Count)
            WrongUse.Tell(
                $"{cases.Count - runnable.Count} of {cases.Count} cases need HTTP/1.1 on TCP, and are left out over HTTP/2: they are "
                    + $"about the octets of its heads, or end one direction of the transport."
            );
        return runnable;
    }

    /// <summary>How the peer calls itself in its handshake, if it does.</summary>
    public static Option<string> ServerName(CaseResult result) =>
        Seq.create<string>(result.Observation.Response.Split("\r\n"))
            .Find(line => line.StartsWith(ServerField, StringComparison.OrdinalIgnoreCase))
            .Map(line => line[ServerField.Length..].Trim())
            .Filter(name => name.Length > 0);

    private static async Task<int> RunAsync(
        Peer peer,
        TestPlan plan,
        Func<CaseResult, string> nameOf,
        Func<Case, CompressedMessages, CancellationToken, Task<CaseResult>> run,
        CancellationToken stop
    )
    {
        using var test = TestRun.Open(plan);
        await test.TestAsync(peer, plan.Cases, first => plan.Agent.IfNone(() => nameOf(first)), run, stop);
        return test.End();
    }
}
