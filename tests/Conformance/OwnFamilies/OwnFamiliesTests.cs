using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using Pure.WebSockets.Host;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The families that are not in the Autobahn Testsuite, against our implementation and widely used ones. The failures of others are listed
/// with their rules in docs/cases.md.
/// </summary>
public sealed class OwnFamiliesTests
{
    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_core_passes_them(Role role) =>
        Assert.Empty(Cases(Other(role)).Map(found => MemoryRunner.Run(found, role, Ours.Protocol))
            .Filter(result => result.Judgement.Behavior is not (Verdict.Ok or Verdict.Informational) || result.Judgement.IsFailure)
            .Map(result => $"{result.Case.Id} {result.Judgement}"));

    [Fact]
    public async Task Our_server_passes_them()
    {
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            EchoAsync,
            new WebSocketServerOptions { Protocol = Ours.Protocol, AnswerTimeout = Ours.AnswerTimeout }
        );
        AssertSound(await TestAsync(new Uri($"ws://{server.LocalEndPoint}/")));
    }

    [Fact]
    public async Task Our_client_passes_them()
    {
        await using var tested = Tested.With(options => options with { Cases = Cases(Role.Server) });
        await EachAsync(tested, async (url, stop) =>
        {
            var options = new WebSocketClientOptions { Protocol = Ours.Protocol, AnswerTimeout = Ours.AnswerTimeout };
            var connected = await WebSocketClient.TryConnectAsync(url, options, stop);
            await connected.Match(Right: connection => UseAsync(connection, stop), Left: _ => Task.CompletedTask);
        });
        AssertSound(Results(tested.Ended()));

        static async Task UseAsync(WebSocketConnection connection, CancellationToken stop)
        {
            await using (connection)
            {
                try
                {
                    await EchoAsync(connection, stop);
                }
                catch (WebSocketClosedException)
                {
                    // The case closed before the echo was sent.
                }
            }
        }
    }

    [Fact]
    public async Task A_server_made_of_ws_fails_these()
    {
        using var server = NodePeer.StartWithWs("server.js");
        var port = int.Parse(await server.ReadLineAsync(), CultureInfo.InvariantCulture);
        Findings.Compare("ws-server", await TestAsync(new Uri($"ws://127.0.0.1:{port}/")));
    }

    [Fact]
    public async Task A_client_made_of_ws_fails_these()
    {
        await using var tested = Tested.With(options => options with { Cases = Cases(Role.Server) });
        using var client = NodePeer.StartWithWs("driver.js", tested.Url("").ToString().TrimEnd('/'), "ws", "4");
        Assert.Equal($"{Cases(Role.Server).Count}", await client.ReadLineAsync());
        await client.EndAsync();
        Findings.Compare("ws-client", Results(tested.Ended()));
    }

    [Fact]
    public async Task Kestrel_fails_these()
    {
        await using var server = await KestrelEcho.StartAsync();
        Findings.Compare("kestrel-server", await TestAsync(server.Url));
    }

    [Fact]
    public async Task The_framework_s_client_fails_these()
    {
        await using var tested = Tested.With(options => options with { Cases = Cases(Role.Server) });
        await EachAsync(tested, async (url, stop) =>
        {
            using var client = new ClientWebSocket();
            client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();

            // The tests are patient: a pong that the framework sends every 30 s could fall into a case.
            client.Options.KeepAliveInterval = TimeSpan.Zero;
            try
            {
                await client.ConnectAsync(url, stop);
                await Tested.EchoAsync(client);
            }
            catch (WebSocketException)
            {
                // It rejects the server's answer, as many cases intend.
            }
        });
        Findings.Compare("framework-client", Results(tested.Ended()));
    }

    private static Role Other(Role role) => role == Role.Server ? Role.Client : Role.Server;

    private static Seq<Case> Cases(Role tester) => Catalogue.For(tester, Catalogue.All).Filter(found => !found.IsAutobahn).Strict();

    private static async Task EchoAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    }

    private static Task<Seq<CaseResult>> TestAsync(Uri url) =>
        CaseSuite.RunAsync(
            Cases(Role.Client),
            new TcpRunner(new TestTarget(url), Tested.Patient).RunAsync,
            parallel: 8,
            _ => { },
            TestContext.Current.CancellationToken
        );

    private static Task EachAsync(Tested tested, Func<Uri, CancellationToken, Task> run) => Parallel.ForEachAsync(
        tested.Server.Cases,
        new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
        async (running, stop) =>
        {
            await run(tested.Url($"/runCase?casetuple={running.Id}&agent=a"), stop);
            // A client may have disconnected before its verdict is there.
            await tested.AskAsync($"/getCaseStatus?casetuple={running.Id}&agent=a");
        });

    private static Seq<CaseResult> Results(FuzzingServerEvent.CaseEnded[] ended) =>
        Seq.create<CaseResult>([.. ended.Select(one => one.Result).OrderBy(result => result.Case.Id)]);

    // An application that echoes outside the connection's loop may be too late for the echo before a failure, which is non-strict.
    private static void AssertSound(Seq<CaseResult> results)
    {
        Assert.Equal(Cases(results[0].Observation.Tester).Count, results.Count);
        Assert.Empty(results.Filter(result => result.Judgement.IsFailure).Map(result => $"{result.Case.Id} {result.Judgement}"));
    }
}
