using System.Net;
using LanguageExt;
using Pure.WebSockets.Conformance;
using Spectre.Console;

namespace Pure.WebSockets.Tool;

/// <summary>Waits for clients to test, and tells of each case as it ends.</summary>
internal static class TestingClients
{
    /// <summary>Runs a server until Ctrl+C, or until a client stops it.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="plan">What to tell of it, and where.</param>
    /// <param name="options">The server's options, but for who is told of events.</param>
    /// <param name="webPort">A port where the page is served, too; 0 for none.</param>
    /// <param name="hasOldLines">Whether the old suite's lines are printed.</param>
    /// <param name="stop">Ctrl+C.</param>
    public static async Task<int> RunAsync(
        IPEndPoint endPoint,
        TestPlan plan,
        Func<ReportFolder, FuzzingServerOptions> options,
        int webPort,
        bool hasOldLines,
        CancellationToken stop
    )
    {
        plan.Formats.Prepare();
        using var folder = Recording.Open(plan.Folder);
        var chosen = options(folder) with { OnEvent = told => Tell(told, hasOldLines) };
        WarmUp();
        await using var server = Start(endPoint, chosen);
        if (hasOldLines) OldLines.Server(chosen.Cases, server.EndPoint.Port, chosen.Tls.IsSome);
        Introduce(server.EndPoint, chosen);
        if (webPort > 0) ServePage(server, webPort);
        await Task.WhenAny(server.Stopped, Task.Delay(Timeout.Infinite, stop));
        await server.DisposeAsync();
        var entries = folder.Entries;
        if (entries.IsEmpty) throw new WrongUseException("stopped before the first case ended.");
        var couldWrite = Recording.Try(folder, folder.WriteIndex) & plan.Formats.Tell(new Results(entries, plan.Cases, plan.Agent));
        Sum(entries);
        Console.WriteLine($"The report: {Path.Combine(folder.Path, "index.html")}");
        var code = plan.Judge(entries, agent => plan.Cases.Filter(found => !chosen.IsExcluded(agent, found)).Strict());
        return couldWrite ? code : WrongUse.ExitCode;
    }

    /// <summary>The URL to wait at.</summary>
    public static Uri Url(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed is { Scheme: "ws" or "wss", PathAndQuery: "/", Fragment: "" }
            ? parsed
            : throw new WrongUseException(
                $"--url '{url}' is not a place to wait for clients, as ws://127.0.0.1:9001 or wss://0.0.0.0:9001"
            );

    /// <summary>Where a URL says to listen.</summary>
    public static IPEndPoint EndPoint(Uri url)
    {
        var address =
            url.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(url.Host.Trim('[', ']'), out var written) ? written
            : throw new WrongUseException($"--url '{url}' names no IP address to listen on, as 127.0.0.1, 0.0.0.0 or [::].");
        return new IPEndPoint(address, url.Port);
    }

    /// <summary>What the tester needs to start is no client's to wait for: one case runs in memory.</summary>
    private static void WarmUp()
    {
        var first = Catalogue.All[0];
        MemoryRunner.Run(first, Role.Client, Serving.Protocol, CompressedMessages.For(Seq.create(first)));
    }

    private static FuzzingServer Start(IPEndPoint endPoint, FuzzingServerOptions options)
    {
        try
        {
            return FuzzingServer.Start(endPoint, options);
        }
        catch (IOException error)
        {
            throw new WrongUseException($"{error.Message} Choose another --url; port 0 is a free one.");
        }
    }

    /// <summary>The page is served where the clients connect, too: that its usual port is in use is no reason not to test.</summary>
    private static void ServePage(FuzzingServer server, int port)
    {
        try
        {
            server.ListenAlso(new IPEndPoint(server.EndPoint.Address, port));
            Console.WriteLine($"              the page is at port {port}, too");
        }
        catch (IOException error)
        {
            Console.WriteLine($"              {error.Message} The page is not served there; -u names another port, 0 none.");
        }
    }

    private static void Introduce(IPEndPoint endPoint, FuzzingServerOptions options)
    {
        var isAny = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
        var place = isAny ? $"127.0.0.1:{endPoint.Port}" : endPoint.ToString();
        var (socket, page) = options.Tls.IsSome ? ("wss", "https") : ("ws", "http");
        Console.WriteLine($"purews: waiting for clients with {options.Cases.Count} cases until Ctrl+C");
        if (options.Tester.WebStatus) Console.WriteLine($"  a browser:  open {page}://{place}/");
        Console.WriteLine($"  a program:  1. connect to {socket}://{place}/getCaseCount and read the number N");
        Console.WriteLine(
            $"              2. for i from 1 to N, connect to {socket}://{place}/runCase?case=i&agent=NAME and echo every message, "
                + $"until it closes"
        );
        Console.WriteLine($"              3. connect to {socket}://{place}/updateReports?agent=NAME");
    }

    private static void Tell(FuzzingServerEvent told, bool hasOldLines)
    {
        switch (told)
        {
            case FuzzingServerEvent.CaseStarted started when hasOldLines:
                OldLines.Case(started.Case.Id.Text, started.Agent, started.Peer);
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
            case FuzzingServerEvent.Refused refused:
                Console.WriteLine($"refused {refused.Peer}{refused.Status.Map(status => $" with {status}").IfNone("")}: {refused.Why}");
                break;
            case FuzzingServerEvent.ReportsWritten written:
                Console.WriteLine($"reports written: {Path.Combine(written.Path, "index.html")}");
                break;
            case FuzzingServerEvent.Faulted faulted:
                Console.Error.WriteLine($"purews: {faulted.What}: {faulted.Error.Message}");
                break;
        }
    }

    private static void Sum(Seq<IndexEntry> entries)
    {
        foreach (var agent in entries.GroupBy(entry => entry.Agent))
            Console.WriteLine($"{PrintableText.OneLine(agent.Key)}: {agent.Count()} cases, {agent.Count(entry => entry.IsFailure)} failed");
    }
}
