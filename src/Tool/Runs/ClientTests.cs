using System.Net;
using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Tests the clients that connect, and prints the result of each case as soon as the case ends.</summary>
internal static class ClientTests
{
    /// <summary>
    /// Runs a fuzzing server until Ctrl+C is pressed, a client stops the server, or the command of the client ends. Returns the exit code.
    /// </summary>
    /// <param name="endPoint">The endpoint to listen on.</param>
    /// <param name="plan">The cases and the reports.</param>
    /// <param name="options">
    /// A function that creates the options of the server from the report folder. The method replaces the event handler in these options.
    /// </param>
    /// <param name="webPort">An additional port for the page that runs the suite in a browser, or 0 for no additional port.</param>
    /// <param name="printsAutobahnLines">Whether to print the same lines as the Autobahn Testsuite.</param>
    /// <param name="client">The command that runs the client, or None if clients are started by hand.</param>
    /// <param name="stop">The token that stops the server.</param>
    public static async Task<int> RunAsync(
        IPEndPoint endPoint,
        TestPlan plan,
        Func<ReportFolder, FuzzingServerOptions> options,
        int webPort,
        bool printsAutobahnLines,
        Option<string> client,
        CancellationToken stop
    )
    {
        // Return the task without delay, because the command-line library handles signals only after the action has returned its task.
        await Task.Yield();
        plan.Formats.Prepare();
        using var folder = ResultRecorder.Open(plan.Folder);
        var rejections = new RejectionLines();
        var chosen = options(folder) with { OnEvent = serverEvent => ShowEvent(serverEvent, printsAutobahnLines, rejections) };
        WarmUp();
        await using var server = Start(endPoint, chosen);
        if (printsAutobahnLines) AutobahnLines.Server(server.Cases, server.EndPoint.Port, chosen.Tls.IsSome);
        ShowInstructions(server.EndPoint, chosen, client.IsSome);
        if (webPort > 0) ServePage(server, webPort);
        using var command = client.Case is string line ? ClientCommand.Start(line, Url(server.EndPoint, chosen, "ws")) : null;
        await Task.WhenAny(server.Stopped, Task.Delay(Timeout.Infinite, stop), command?.Ended ?? server.Stopped);
        // If the client has stopped the server, the command of the client has ten seconds to end.
        var problem = command is null ? Option<string>.None : await command.EndAsync(isStopped: stop.IsCancellationRequested);
        await server.DisposeAsync();
        rejections.End();
        var entries = folder.Entries;
        problem.IfSome(text => UsageError.Report(text));
        if (entries.IsEmpty)
            throw new UsageException($"{(command is null ? "stopped" : "the client ended")} before the first case ended.");
        var changes = plan.Changes(entries, ChosenOf);
        var results = new FormatInput(entries, plan.Cases, plan.Agent) { Changes = changes };
        var couldWrite = ResultRecorder.Try(folder, folder.WriteIndex) & plan.Formats.WriteResults(results);
        ShowTotals(entries);
        Console.WriteLine($"The report: {Path.Combine(folder.Path, "index.html")}");
        var code = plan.ExitCode(entries, ChosenOf);
        var isWhole = command is null || entries.GroupBy(entry => entry.Agent).All(agent => RanAll(agent.Key, agent.Count()));
        return couldWrite && isWhole && problem.IsNone ? code : UsageError.ExitCode;

        Seq<Case> ChosenOf(string agent) => plan.Cases.Filter(found => !chosen.IsExcluded(agent, found)).Strict();

        bool RanAll(string agent, int ran)
        {
            var planned = ChosenOf(agent).Count;
            if (ran < planned)
                UsageError.Report(PrintableText.OneLine($"the client ended after {ran} of {CountText.Of(planned, "case")} of '{agent}'."));
            return ran >= planned;
        }
    }

    /// <summary>Returns the endpoint to listen on for a URL, whose host must be localhost or an IP address.</summary>
    public static IPEndPoint EndPoint(Uri url)
    {
        var address =
            url.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(url.Host.Trim('[', ']'), out var written) ? written
            : throw new UsageException($"--url '{url}' contains no IP address to listen on, such as 127.0.0.1, 0.0.0.0 or [::].");
        return new IPEndPoint(address, url.Port);
    }

    /// <summary>
    /// Runs one case in memory before the server starts, so that the first client does not have to wait for the start-up of the tester.
    /// </summary>
    private static void WarmUp()
    {
        var first = Catalogue.All[0];
        MemoryRunner.Run(first, Role.Client, EchoServer.Protocol, CompressedMessages.For(Seq.create(first)));
    }

    private static FuzzingServer Start(IPEndPoint endPoint, FuzzingServerOptions options)
    {
        try
        {
            return FuzzingServer.Start(endPoint, options);
        }
        catch (IOException error)
        {
            throw new UsageException($"{error.Message} Choose another --url. Port 0 selects a free port.");
        }
    }

    /// <summary>Serves the page on an additional port. If the port is in use, the run continues without the page.</summary>
    private static void ServePage(FuzzingServer server, int port)
    {
        try
        {
            server.ListenAlso(new IPEndPoint(server.EndPoint.Address, port));
            Console.WriteLine($"              the page is also at port {port}");
        }
        catch (IOException error)
        {
            Console.WriteLine($"              {error.Message} The page is not served at that port. Choose another with -u; 0 means none.");
        }
    }

    private static void ShowInstructions(IPEndPoint endPoint, FuzzingServerOptions options, bool startsClient)
    {
        var url = Url(endPoint, options, "ws");
        if (startsClient)
        {
            Console.WriteLine($"purews: running the client with {CountText.Of(options.Cases.Count(), "case")} at {url}");
            return;
        }

        Console.WriteLine($"purews: waiting for clients with {CountText.Of(options.Cases.Count(), "case")} until Ctrl+C");
        if (options.Tester.WebStatus) Console.WriteLine($"  a browser:  open {Url(endPoint, options, "http")}/");
        Console.WriteLine($"  a program:  1. connect to {url}/getCaseCount and read the number N");
        Console.WriteLine(
            $"              2. for i from 1 to N, connect to {url}/runCase?case=i&agent=NAME and echo every message "
                + $"until it closes"
        );
        Console.WriteLine($"              3. connect to {url}/updateReports?agent=NAME");
    }

    /// <summary>Returns the URL at which this machine reaches the server, without a slash at the end.</summary>
    private static string Url(IPEndPoint endPoint, FuzzingServerOptions options, string scheme)
    {
        var isAny = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
        return $"{scheme}{(options.Tls.IsSome ? "s" : "")}://{(isAny ? $"127.0.0.1:{endPoint.Port}" : endPoint)}";
    }

    private static void ShowEvent(FuzzingServerEvent serverEvent, bool printsAutobahnLines, RejectionLines rejections)
    {
        switch (serverEvent)
        {
            case FuzzingServerEvent.CaseStarted started when printsAutobahnLines:
                AutobahnLines.Case(started.Case.Id.Text, started.Agent, started.Peer);
                break;
            case FuzzingServerEvent.CaseEnded { Result: { Judgement: { IsFailure: true } judgement } failed } ended:
                var (behavior, close) = (VerdictText.Of(judgement.Behavior), VerdictText.Of(judgement.Close));
                AnsiConsole.MarkupLineInterpolated(
                    $"[red]{failed.Case.Id}[/] {ended.Agent}: {behavior}, close {close}: {judgement.Sentence} ({failed.Case.Rule})"
                );
                break;
            case FuzzingServerEvent.CaseEnded ended:
                Console.WriteLine(
                    $"{ended.Result.Case.Id} {ended.Agent}: {VerdictText.Of(ended.Result.Judgement.Behavior)}, close "
                        + $"{VerdictText.Of(ended.Result.Judgement.Close)}"
                );
                break;
            case FuzzingServerEvent.Rejected refused:
                rejections.Add($"rejected {refused.Peer}{refused.Status.Map(status => $" with {status}").IfNone("")}: {refused.Why}");
                break;
            case FuzzingServerEvent.ReportsWritten written:
                Console.WriteLine($"reports written: {Path.Combine(written.Path, "index.html")}");
                break;
            case FuzzingServerEvent.Faulted faulted:
                Console.Error.WriteLine($"purews: {faulted.What}: {faulted.Error.Message}");
                break;
        }
    }

    private static void ShowTotals(Seq<IndexEntry> entries)
    {
        foreach (var agent in entries.GroupBy(entry => entry.Agent))
        {
            RunSummary.ShowTable(LanguageExt.Prelude.toSeq(agent));
            Console.WriteLine(
                $"{PrintableText.OneLine(agent.Key)}: {CountText.Of(agent.Count(), "case")}, "
                    + $"{agent.Count(entry => entry.IsFailure)} failed"
            );
        }
    }
}
