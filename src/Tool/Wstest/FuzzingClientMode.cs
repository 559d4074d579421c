using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The fuzzingclient mode, which tests the servers of a spec one after another.</summary>
internal static class FuzzingClientMode
{
    // The name that the Autobahn Testsuite uses for a server whose response has no Server header field.
    private const string UnknownServer = "UnknownServer";

    /// <param name="spec">The spec.</param>
    /// <param name="plan">The plan of the run, with the cases that the spec selects.</param>
    /// <param name="trust">
    /// The certificates to trust, and the option that makes the command "test server" trust the same certificates.
    /// </param>
    /// <param name="repeat">
    /// The command line that runs this spec again, without the options that <see cref="PeerTests.RepeatOptions"/> adds. The command "test
    /// server" does not have options for all tester options. If the spec file sets tester options for a server, the reports of the server
    /// therefore show this command line.
    /// </param>
    /// <param name="reach">
    /// A function that connects to a server, runs one case and returns its result. If the server cannot be reached, the function throws a
    /// <see cref="PeerUnreachableException"/>.
    /// </param>
    /// <param name="stop">The token that stops the run.</param>
    public static async Task<int> RunAsync(
        FuzzingClientSpec spec,
        TestPlan plan,
        (CertificateTrust Certificates, string Option) trust,
        string repeat,
        Func<TcpRunner, Task<CaseResult>> reach,
        CancellationToken stop
    )
    {
        using var test = TestRun.Open(plan);
        AutobahnLines.Client(plan.Cases, spec.Servers);
        var names = new AgentNames(spec.Servers.Bind(server => server.Agent.ToSeq()));
        var unreachable = 0;
        foreach (var server in spec.Servers)
        {
            if (stop.IsCancellationRequested) break;
            try
            {
                var target = new TestTarget(server.Url)
                {
                    Origin = server.Origin,
                    Protocols = server.Protocols,
                    TlsHost = server.HostName,
                    IsHttp2 = server.IsHttp2,
                    Trust = trust.Certificates,
                };
                var trusting = target.Url.Scheme == "wss" ? trust.Option : "";
                var command = server.Options == TesterOptions.Default
                    ? PeerTests.Command(
                        target.Url,
                        target.IsHttp2,
                        trusting + PeerTests.RequestOptions(target) + PeerTests.RepeatOptions(plan)
                    )
                    : repeat + trusting + PeerTests.RepeatOptions(plan);
                var runner = new TcpRunner(target, server.Options with { Patience = plan.Patience });
                var first = await reach(runner);
                var name = server.Agent.IfNone(() => PeerTests.ServerName(first).IfNone(UnknownServer));
                var agent = (name, names.Next(name, isNamed: server.Agent.IsSome));
                await TestAsync(test, plan, spec.Choice, (server, command), runner, agent, stop);
            }
            catch (PeerUnreachableException error)
            {
                // Continue with the next server.
                unreachable++;
                UsageError.Report($"{server.Agent.Map(agent => agent + ": ").IfNone("")}{error.Message}");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The results of the completed cases are reported below.
                break;
            }
        }

        var code = test.End(isStopped: stop.IsCancellationRequested, isUnreachable: unreachable > 0);
        return unreachable > 0 ? UsageError.ExitCode : code;
    }

    /// <summary>Tests one server.</summary>
    /// <param name="test">The run.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="choice">The selected cases.</param>
    /// <param name="server">The server, and the command line that repeats the test of the server.</param>
    /// <param name="runner">The runner that runs each case against the server.</param>
    /// <param name="agent">The name of the server and its unique name in the reports.</param>
    /// <param name="stop">The token that stops the run.</param>
    private static Task TestAsync(
        TestRun test,
        TestPlan plan,
        CaseChoice choice,
        (FuzzingClientSpec.Server Spec, string Command) server,
        TcpRunner runner,
        (string Name, string Reported) agent,
        CancellationToken stop
    )
    {
        var cases = PeerTests.Runnable(
            plan.Cases.Filter(found => !choice.IsExcluded(agent.Name, found) && !choice.IsExcluded(agent.Reported, found)).Strict(),
            server.Spec.IsHttp2
        );
        var peer = new Peer($"{agent.Reported} at {server.Spec.Url}", server.Spec.Url.ToString(), server.Command);
        return test.TestAsync(peer, cases, _ => agent.Reported, runner.RunAsync, stop);
    }
}
