using System.Net;
using System.Net.Sockets;
using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Runs cases against one peer.</summary>
internal static class PeerTests
{
    private const string LibraryName = "Pure.WebSockets";
    private const string ToolName = "purews";
    private const string ServerField = "Server:";

    /// <summary>
    /// The option of the commands on the pages of cases. A command that repeats one case must not write to the folder of the report that
    /// shows the command, because the report would then contain only this case.
    /// </summary>
    public const string RepeatFolder = " --out reports/repeated";

    // A longer name from a response is cut. The name is in every report, and the head of a response can be far longer.
    private const int LongestName = 100;

    /// <summary>Tests an echo server that runs in this process.</summary>
    public static async Task<int> EmbeddedAsync(TestPlan plan, CancellationToken stop)
    {
        await using var server = EchoServer.Start(new IPEndPoint(IPAddress.Loopback, 0));
        var target = new TestTarget(new Uri($"ws://{server.LocalEndPoint}/"));
        var named = plan with { Agent = plan.Agent.IfNone(LibraryName) };
        return await ServerAsync(target, named, ToolName + RepeatOptions(named), runner => runner.ProbeAsync(stop), stop);
    }

    /// <summary>Tests a server.</summary>
    /// <param name="target">The server and the settings for the requests.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="command">The command line that repeats the test, without the --cases option.</param>
    /// <param name="reach">
    /// A function that checks whether the server can be reached, and returns the result of a first case. If the server cannot be
    /// reached, the function throws a <see cref="PeerUnreachableException"/>.
    /// </param>
    /// <param name="stop">The token that stops the run.</param>
    public static async Task<int> ServerAsync(
        TestTarget target,
        TestPlan plan,
        string command,
        Func<TcpRunner, Task<CaseResult>> reach,
        CancellationToken stop
    )
    {
        target = plan.Profile.Handshake.AddTo(target);
        var runner = new TcpRunner(target, TesterOptions.Default with { Patience = plan.Patience }) { Echoes = plan.Profile.IsEcho };
        // Lines about the wait for the server must not precede a report on standard output.
        plan.Formats.Redirect();
        CaseResult first;
        try
        {
            first = await reach(runner);
        }
        catch (PeerUnreachableException unreachable)
        {
            // A socket error usually means that no server is running. The message therefore advises the user to start the server. For an
            // unknown host, this advice would be wrong.
            var advice =
                unreachable is { InnerException: SocketException, IsUnknownHost: false }
                    ? " Start the server, or test another one: purews test server ws://host:port/"
                    : "";
            throw new UsageException($"{unreachable.Message.TrimEnd('.')}.{advice}");
        }

        var fitted = await ProfileProbes.FittedAsync(plan.Profile, runner, first, stop);
        var runnable = (plan with { Cases = Runnable(plan.Cases, target.IsHttp2), Profile = fitted }).Profiled();
        var code = await RunAsync(
            new Peer(target.Url.ToString(), target.Url.ToString(), command + RepeatFolder),
            runnable,
            result => ServerName(result).IfNone(target.Url.Authority),
            runner.RunAsync,
            stop
        );
        return ProfileProbes.ExitCode(fitted, code);
    }

    /// <summary>Tests the core in memory and in virtual time.</summary>
    public static Task<int> CoreAsync(Role role, TestPlan plan, CancellationToken stop) =>
        RunAsync(
            new Peer(
                $"the core as {role}, in memory",
                $"the core as {role}, in memory",
                $"{ToolName} test core --role {(role == Role.Client ? "client" : "server")}{RepeatOptions(plan)}{RepeatFolder}"
            ),
            plan,
            _ => $"{LibraryName} core",
            (next, messages, _) => Task.FromResult(MemoryRunner.Run(next, role, EchoServer.Protocol, messages)),
            stop);

    /// <summary>Returns the command line that tests a server.</summary>
    public static string Command(Uri target, bool isHttp2, string options = "") =>
        $"{ToolName} test server {CommandLine.Quoted(target.ToString())}{(isHttp2 ? " --http2" : "")}{options}";

    /// <summary>
    /// Returns the options for the Origin header field, the subprotocols and the TLS host name, in the form in which they are written
    /// on a command line. Each option has a leading space. The settings come from the command line or from a spec file.
    /// </summary>
    public static string RequestOptions(TestTarget target) => string.Concat(
    [
        .. target.Origin.Map(value => $" --origin {CommandLine.Quoted(value)}").ToSeq(),
        .. target.Protocols.Select(name => $" --subprotocol {CommandLine.Quoted(name)}"),
        .. target.TlsHost.Map(name => $" --hostname {CommandLine.Quoted(name)}").ToSeq(),
    ]);

    /// <summary>
    /// Returns the options of a plan in the form in which they are written on a command line. The options that select cases by id are not
    /// included. Each option has a leading space. Returns an empty string if the plan uses the defaults.
    /// </summary>
    public static string RepeatOptions(TestPlan plan) =>
        (plan.Patience == 1 ? "" : FormattableString.Invariant($" --patience {plan.Patience}"))
        + plan.Quick.Map(isQuick => isQuick ? " --quick" : " --quick false").IfNone("")
        + plan.GivenProfile.Map(given => $" --profile {CommandLine.Quoted(given)}").IfNone("")
        + string.Concat(plan.CaseFiles.Map(file => $" --cases-file {CommandLine.Quoted(file)}"));

    /// <summary>Returns the cases that can run over the selected HTTP version, and prints the number of omitted cases.</summary>
    public static Seq<Case> Runnable(Seq<Case> cases, bool isHttp2)
    {
        var runnable = isHttp2 ? Catalogue.ForHttp2(cases) : cases;
        if (runnable.Count < cases.Count)
            UsageError.Report(
                $"{cases.Count - runnable.Count} of {CountText.Of(cases.Count, "case")} need HTTP/1.1 over TCP and are left out over "
                    + $"HTTP/2: they test the bytes of an HTTP/1.1 head, or end one direction of the transport."
            );
        return runnable;
    }

    /// <summary>
    /// Returns the value of the Server header field in the peer's response, or None if this header field is missing or empty.
    /// </summary>
    public static Option<string> ServerName(CaseResult result) =>
        Seq.create<string>(result.Observation.Response.Split("\r\n"))
            .Find(line => line.StartsWith(ServerField, StringComparison.OrdinalIgnoreCase))
            .Map(line => line[ServerField.Length..].Trim())
            .Map(name => name[..Math.Min(name.Length, LongestName)].Trim())
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
