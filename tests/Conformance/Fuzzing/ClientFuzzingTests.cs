using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Generated conversations with clients that connect.</summary>
public sealed class ClientFuzzingTests(ITestOutputHelper output)
{
    // The fault shows at once, in an echo. Shorter conversations may leave the tester waiting.
    private const double FaultPatience = 4;

    private static readonly FuzzSession Settings =
        new(Role.Server, (_, _) => throw new InvalidOperationException("clients connect on their own"))
        {
            Seed = 7,
            Generator = GeneratorOptions.Default with { Pauses = false },
            MostShrinkingRuns = 300,
            // A sound client needs no patience, except on a busy machine.
            Patience = 30,
        };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_client_causes_no_finding_and_visits_nearly_all_transitions()
    {
        var reports = await RunAsync(Settings with { Conversations = 600 }, Fault.None, "/runCase?case=1&agent=sound", clients: 3);
        var (agent, report) = Assert.Single(reports);
        Assert.Equal("sound", agent);
        Assert.Equal(600, report.Progress.Conversations);
        Assert.Empty(report.Failures.Select(failure => $"{failure.Finding}\n{failure.Shortest}"));
        var visited = ModelCoverage.Possible(Role.Client).Count(step => report.Coverage.Count(step.From, step.To) > 0);
        Assert.InRange(visited, 10, 12);
    }

    [Fact]
    public async Task A_fault_is_shrunk_with_the_next_connections_of_the_client()
    {
        var settings = Settings with { Conversations = 200, Patience = FaultPatience };
        var (_, report) = Assert.Single(await RunAsync(settings, Fault.SwapsFragments, "/", clients: 1));
        var failure = report.Failures.First(found => found.Finding.Demand == Demand.Must);
        output.WriteLine($"{failure.Finding}\n{failure.Shortest}");
        Assert.False(failure.IsFlaky || failure.IsCutShort);
        Assert.InRange(failure.Shortest.Frames, 1, 3);
        Assert.Equal(200, report.Progress.Conversations);
    }

    [Fact]
    public async Task A_client_that_does_not_come_back_leaves_the_conversation_as_short_as_it_is()
    {
        using var server = Start(Settings with { Conversations = 200, Patience = FaultPatience });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = Task.Run(() => server.Run(_ => { }, stop.Token), Stop);
        var found = false;
        for (var connections = 0; connections < 200 && !found; connections++)
        {
            var query = $"?case={connections + 1}&agent=a";
            await ConverseAsync(server.EndPoint, new EchoPeer(Role.Client, Fault.SwapsFragments, "h", $"/runCase{query}"));
            found = await AskAsync(server, $"/getCaseStatus{query}") == "{\"behavior\": \"FAILED\"}";
        }

        Assert.True(found, "the fault was not found");
        await stop.CancelAsync();
        var failure = Assert.Single(Assert.Single(await running).Report.Failures);
        Assert.True(failure is { IsCutShort: true, IsFailure: true });
    }

    [Fact]
    public async Task A_run_ends_if_the_client_exits_before_its_last_conversation()
    {
        using var server = Start(Settings with { Conversations = 200, ReturnPatience = TimeSpan.FromSeconds(1) });
        // The wait for the first client has no limit.
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        var running = Task.Run(() => server.Run(_ => { }, Stop), Stop);
        await ConverseAsync(server.EndPoint, new EchoPeer(Role.Client, Fault.None, "h", "/runCase?case=1&agent=a"));
        var report = Assert.Single(await running.WaitAsync(ToolProcess.Patience, Stop)).Report;
        Assert.Equal((1, true), (report.Progress.Conversations, server.WasAbandoned));
    }

    [Fact]
    public async Task Clients_with_different_names_are_tested_independently()
    {
        using var server = Start(Settings with { Conversations = 40, Patience = FaultPatience });
        var running = Task.Run(() => server.Run(_ => { }, Stop), Stop);
        var sound = EchoUntilTheEndAsync(server.EndPoint, Fault.None, "/runCase?case=1&agent=a", running);
        await EchoUntilTheEndAsync(server.EndPoint, Fault.SwapsFragments, "/runCase?case=1&agent=b", running);
        await sound;
        var reports = await running;
        Assert.Equal(["a", "b"], reports.Select(report => report.Agent));
        Assert.All(reports, report => Assert.Equal(40, report.Report.Progress.Conversations));
        Assert.DoesNotContain(reports[0].Report.Failures, failure => failure.IsFailure);
    }

    [Fact]
    public async Task The_other_requests_are_answered_as_by_the_Autobahn_Testsuite()
    {
        using var server = Start(Settings with { Conversations = 50 });
        var running = Task.Run(() => server.Run(_ => { }, Stop), Stop);
        Assert.Equal("1050", await AskAsync(server, "/getCaseCount"));
        Assert.Equal("3", JsonDocument.Parse(await AskAsync(server, "/getCaseInfo?case=3")).RootElement.GetProperty("id").GetString());
        await ConverseAsync(server.EndPoint, new EchoPeer(Role.Client, Fault.None, "h", "/runCase?case=3&agent=a"));
        Assert.Equal("{\"behavior\": \"OK\"}", await AskAsync(server, "/getCaseStatus?case=3&agent=a"));
        Assert.Equal("1049", await AskAsync(server, "/getCaseCount"));
        Assert.Equal("", await AskAsync(server, "/updateReports?agent=a&shutdownOnComplete=true"));
        Assert.Equal(1, Assert.Single(await running.WaitAsync(ToolProcess.Patience, Stop)).Report.Progress.Conversations);
    }

    [Fact]
    public async Task A_request_that_is_not_valid_is_rejected()
    {
        var problems = new ConcurrentQueue<string>();
        using var server = ClientFuzzing.Start(new IPEndPoint(IPAddress.Loopback, 0), Settings, default, problems.Enqueue);
        using var client = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(Url(server, "/runCase?case=none&agent=a"), Stop));
        Assert.Contains("case=none is not a number from 1", Assert.Single(problems), StringComparison.Ordinal);
        // A request without an upgrade begins a conversation that cannot open, which is a finding.
        using var raw = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await raw.ConnectAsync(server.EndPoint, Stop);
        await raw.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), Stop);
        var answer = new byte[1024];
        var count = await raw.ReceiveAsync(answer.AsMemory(), Stop);
        Assert.StartsWith("HTTP/1.1 4", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_is_tested_over_TLS()
    {
        using var server = ClientFuzzing.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            Settings with { Conversations = 60 },
            Tested.Tls,
            output.WriteLine
        );
        var running = Task.Run(() => server.Run(_ => { }, Stop), Stop);
        while (!running.IsCompleted) await EchoOverTlsAsync(new Uri($"wss://{server.EndPoint}/runCase?case=1&agent=tls"));
        var report = Assert.Single(await running).Report;
        Assert.Equal(60, report.Progress.Conversations);
        Assert.Empty(report.Failures.Select(failure => $"{failure.Finding}\n{failure.Shortest}"));
    }

    /// <summary>A client with another name for each connection would begin another session each time.</summary>
    [Fact]
    public async Task Clients_beyond_a_limit_are_refused_and_reported_once()
    {
        var problems = new ConcurrentQueue<string>();
        using var server = ClientFuzzing.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            Settings with { Conversations = 5 },
            default,
            problems.Enqueue
        );
        for (var number = 0; number < ClientFuzzing.MostSessions; number++)
            await ConverseAsync(server.EndPoint, new EchoPeer(Role.Client, Fault.None, "h", $"/runCase?case=1&agent=a{number}"));
        Assert.Empty(problems);
        for (var number = 0; number < 5; number++)
        {
            using var raw = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await raw.ConnectAsync(server.EndPoint, Stop);
            await raw.SendAsync(Encoding.ASCII.GetBytes($"GET /runCase?case=1&agent=b{number} HTTP/1.1\r\nHost: a\r\n\r\n"), Stop);
            var answer = new byte[1024];
            var count = await raw.ReceiveAsync(answer.AsMemory(), Stop);
            Assert.StartsWith("HTTP/1.1 503 ", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
        }

        Assert.StartsWith($"agent=b0 exceeds the limit of {ClientFuzzing.MostSessions}", Assert.Single(problems));
        // A known client goes on.
        await ConverseAsync(server.EndPoint, new EchoPeer(Role.Client, Fault.None, "h", "/runCase?case=2&agent=a0"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var reports = await Task.Run(
            () =>
                server.Run(
                    progress =>
                    {
                        if (progress.Conversations > ClientFuzzing.MostSessions) stop.Cancel();
                    },
                    stop.Token
                ),
            Stop
        );
        Assert.Equal(ClientFuzzing.MostSessions, reports.Count);
        Assert.Equal(2, reports.Single(report => report.Agent == "a0").Report.Progress.Conversations);
    }

    /// <summary>
    /// The first connection shows a finding, the second one is used to repeat it and stays silent, and the others wait for the result. The
    /// end of the tester ends all waits, and does not wait for one connection after the other.
    /// </summary>
    [Fact]
    public async Task The_end_does_not_wait_for_one_client_after_the_other()
    {
        const int Waiting = 12;
        var server = Start(Settings with { Conversations = 1, First = await FindingAsync(), Patience = 1000 });
        var sockets = new List<Socket>();
        try
        {
            await ConverseAsync(server.EndPoint, new EchoPeer(Role.Client, Fault.SendsTextAsBinary, "h", "/"));
            var first = await RequestAsync();
            Assert.NotEqual(0, await first.ReceiveAsync(new byte[1], Stop));
            for (var number = 0; number < Waiting; number++) await RequestAsync();
            // The requests have no answer. They are waiting soon, at the latest when the end begins.
            await Task.Delay(TimeSpan.FromSeconds(2), Stop);
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await Task.Run(server.Dispose, Stop);
            // The end of a single conversation takes at most ten seconds.
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }

        async Task<Socket> RequestAsync()
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            await socket.ConnectAsync(server.EndPoint, Stop);
            await socket.SendAsync(
                Encoding.ASCII.GetBytes(
                    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                ),
                Stop
            );
            return socket;
        }

        // Returns the number of a conversation in which the fault of the first client shows.
        static Task<long> FindingAsync() =>
            Task.Run(() =>
            {
                for (var number = 0; ; number++)
                {
                    var options = Settings.Generator with { Compresses = false };
                    var script = ConversationGenerator.Generate(Settings.Seed, number, Role.Server, options);
                    var target = FuzzTarget.InMemory(Role.Client, () => new EchoPeer(Role.Client, Fault.SendsTextAsBinary));
                    if (FuzzRun.Run(script, target, PeerProfile.Echo).Finding is { Demand: Demand.Must }) return (long)number;
                }
            });
    }

    private static async Task EchoOverTlsAsync(Uri url)
    {
        var options = new WebSocketClientOptions
        {
            Protocol = Ours.Protocol,
            Tls = new SslClientAuthenticationOptions
            {
#pragma warning disable MA0039, CA5359 // The certificate is this test's own.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore MA0039, CA5359
            },
        };
        try
        {
            if ((await WebSocketClient.TryConnectAsync(url, options, Stop)).Case is not WebSocketConnection connected) return;
            await using var connection = connected;
            await foreach (var message in connection.ReadAllAsync(Stop)) await connection.SendAsync(message.Kind, message.Data, Stop);
        }
        catch (WebSocketClosedException)
        {
            // The tester closed the connection while an echo was in progress.
        }
    }

    private ClientFuzzing Start(FuzzSession settings) =>
        ClientFuzzing.Start(new IPEndPoint(IPAddress.Loopback, 0), settings, default, output.WriteLine);

    private static Uri Url(ClientFuzzing server, string target) => new($"ws://{server.EndPoint}{target}");

    private async Task<IReadOnlyList<(string Agent, FuzzReport Report)>> RunAsync(
        FuzzSession settings,
        Fault fault,
        string target,
        int clients
    )
    {
        using var server = Start(settings);
        var running = Task.Run(() => server.Run(_ => { }, Stop), Stop);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => EchoUntilTheEndAsync(server.EndPoint, fault, target, running)));
        return await running;
    }

    private static async Task EchoUntilTheEndAsync(IPEndPoint at, Fault fault, string target, Task running)
    {
        while (!running.IsCompleted) await ConverseAsync(at, new EchoPeer(Role.Client, fault, $"{at}", target));
    }

    private static async Task ConverseAsync(IPEndPoint at, EchoPeer peer)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(at, Stop);
            await FaultyServer.HoldAsync(socket, peer, Stop);
        }
        catch (SocketException)
        {
            // The tester has ended the connection, or has stopped.
        }
    }

    private static async Task<string> AskAsync(ClientFuzzing server, string target)
    {
        using var client = new ClientWebSocket();
        await client.ConnectAsync(Url(server, target), Stop);
        return (await Tested.ListenAsync(client)).Said;
    }
}
