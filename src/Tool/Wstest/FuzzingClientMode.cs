using System.CommandLine;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>fuzzingclient: tests the servers of a spec file, one after the other.</summary>
internal static class FuzzingClientMode
{
    // What the old suite called a server that does not say its name.
    private const string Nameless = "UnknownServer";

    public static async Task<int> RunAsync(
        string? file,
        LanguageExt.Option<Uri> only,
        RunOptions options,
        ServerOptions servers,
        ParseResult parsed,
        CancellationToken stop
    )
    {
        // A file that is written for want of one names the server of the command line.
        var template = only.Match(
            Some: url => FuzzingClientSpec.Template.Replace(FuzzingClientSpec.UsualServer, url.ToString(), StringComparison.Ordinal),
            None: () => FuzzingClientSpec.Template
        );
        var spec = SpecFiles.Read(
            file,
            FuzzingClientSpec.FileName,
            template,
            octets => FuzzingClientSpec.Read(octets, only, options.Catalogue(parsed, Role.Client)),
            read => read.Warnings
        );
        var plan = options.Plan(parsed, spec.Choice.Cases, spec.OutDir, LanguageExt.Option<string>.None) with
        {
            Parallel = options.Parallel(parsed),
        };
        // The old suite took any certificate, and its spec files say nothing of them.
        var trust = servers.Trust(parsed, new CertificateTrust.Any());
        using var test = TestRun.Open(plan);
        OldLines.Client(plan.Cases, spec.Servers);
        var names = new AgentNames(spec.Servers.Bind(server => server.Agent.ToSeq()));
        var unreachable = 0;
        foreach (var server in spec.Servers)
        {
            if (stop.IsCancellationRequested) break;
            try
            {
                var target = new Target(server.Url)
                {
                    Origin = server.Origin,
                    Protocols = server.Protocols,
                    TlsHost = server.HostName,
                    IsHttp2 = server.IsHttp2,
                    Trust = trust,
                };
                var runner = new TcpRunner(target, options.Tester(parsed, server.Options));
                var first = await servers.ReachAsync(parsed, runner, stop);
                var name = server.Agent.IfNone(() => Testing.ServerName(first).IfNone(Nameless));
                await TestAsync(test, plan, spec.Choice, server, runner, (name, names.Next(name, isNamed: server.Agent.IsSome)), stop);
            }
            catch (PeerUnreachableException error)
            {
                // The others are tested all the same.
                unreachable++;
                WrongUse.Tell($"{server.Agent.Map(agent => agent + ": ").IfNone("")}{error.Message}");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // What ran is told.
                break;
            }
        }

        var code = test.End(isStopped: stop.IsCancellationRequested);
        return unreachable > 0 ? WrongUse.ExitCode : code;
    }

    /// <param name="test">The run.</param>
    /// <param name="plan">What of it is the same for all servers.</param>
    /// <param name="choice">The cases.</param>
    /// <param name="server">The server.</param>
    /// <param name="runner">What runs a case against it.</param>
    /// <param name="agent">What it is called, and what in the reports.</param>
    /// <param name="stop">Stops the run.</param>
    private static Task TestAsync(
        TestRun test,
        TestPlan plan,
        CaseChoice choice,
        FuzzingClientSpec.Server server,
        TcpRunner runner,
        (string Name, string Reported) agent,
        CancellationToken stop
    )
    {
        var cases = Testing.Runnable(
            plan.Cases.Filter(found => !choice.IsExcluded(agent.Name, found) && !choice.IsExcluded(agent.Reported, found)).Strict(),
            server.IsHttp2
        );
        var peer = new Peer(
            $"{agent.Reported} at {server.Url}",
            server.Url.ToString(),
            Testing.Command(server.Url, server.IsHttp2, (server.Url.Scheme == "wss" ? " --insecure" : "") + Testing.Again(plan))
        );
        return test.TestAsync(peer, cases, _ => agent.Reported, runner.RunAsync, stop);
    }
}
