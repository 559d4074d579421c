using System.CommandLine;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>fuzzingclient: tests the servers of a spec file, one after the other.</summary>
internal static class FuzzingClientMode
{
    // What the old suite called a server that does not say its name.
    private const string Nameless = "UnknownServer";

    public static async Task<int> RunAsync(string? file, LanguageExt.Option<Uri> only, RunOptions options, ParseResult parsed, CancellationToken stop)
    {
        // A file that is written for want of one names the server of the command line.
        var template = only.Match(Some: url => FuzzingClientSpec.Template.Replace(FuzzingClientSpec.UsualServer, url.ToString(), StringComparison.Ordinal), None: () => FuzzingClientSpec.Template);
        var spec = SpecFiles.Read(file, FuzzingClientSpec.FileName, template, octets => FuzzingClientSpec.Read(octets, only, options.Catalogue(parsed, Role.Client)));
        var plan = options.Plan(parsed, spec.Choice.Cases, spec.OutDir, LanguageExt.Option<string>.None) with { Parallel = options.Parallel(parsed) };
        using var test = TestRun.Open(plan);
        var unreachable = 0;
        foreach (var server in spec.Servers)
        {
            if (stop.IsCancellationRequested) break;
            try
            {
                await TestAsync(test, plan, spec.Choice, server, stop);
            }
            catch (PeerUnreachableException error)
            {
                // The others are tested all the same.
                unreachable++;
                WrongUse.Tell($"{server.Agent.Map(agent => agent + ": ").IfNone("")}{error.Message}");
            }
        }

        var code = test.End();
        return unreachable > 0 ? WrongUse.ExitCode : code;
    }

    private static async Task TestAsync(TestRun test, TestPlan plan, CaseChoice choice, FuzzingClientSpec.Server server, CancellationToken stop)
    {
        var runner = new TcpRunner(new Target(server.Url) { Origin = server.Origin, Protocols = server.Protocols, TlsHost = server.HostName, IsHttp2 = server.IsHttp2 }, server.Options);
        await runner.ProbeAsync(stop);
        var agent = await server.Agent.Match(Some: Task.FromResult, None: () => AskNameAsync(runner, plan.Cases, stop));
        var cases = Testing.Runnable(plan.Cases.Filter(found => !choice.IsExcluded(agent, found)).Strict(), server.IsHttp2);
        await test.TestAsync(new Peer($"{agent} at {server.Url}", Testing.Command(server.Url, server.IsHttp2)), cases, _ => agent, runner.RunAsync, stop);
    }

    /// <summary>What a server calls itself is in its handshake: a case that runs for nothing but that has it.</summary>
    private static async Task<string> AskNameAsync(TcpRunner runner, Seq<Case> cases, CancellationToken stop) =>
        cases.IsEmpty ? Nameless : Testing.ServerName(await runner.RunAsync(cases[0], stop)).IfNone(Nameless);
}
