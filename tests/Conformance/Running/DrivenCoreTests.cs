using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DotNetty.Transport.Channels;
using Pure.WebSockets.Samples;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The servers of docs/driving-the-core.md pass the whole catalogue, and the page shows all programs as they are.</summary>
public sealed partial class DrivenServerTests
{
    [Fact]
    public Task A_server_on_Step_fails_no_case() => ServesAsync(StepServer.ServeAsync);

    [Fact]
    public Task A_server_on_the_kernel_fails_no_case() => ServesAsync(KernelServer.ServeAsync);

    /// <summary>PUREWS_RENEW=1 writes the programs into the page.</summary>
    [Fact]
    public void The_page_shows_each_program_as_it_is()
    {
        var page = Path.Combine(Root(), "docs/driving-the-core.md");
        var text = File.ReadAllText(page);
        var files = Directory.GetFiles(Path.Combine(Root(), "samples/DrivingTheCore"), "*.cs").ToDictionary(path => Path.GetFileName(path));
        var shown = Program().Replace(text, found => $"{found.Groups["before"]}{File.ReadAllText(files[found.Groups["file"].Value])}```\n");
        if (Environment.GetEnvironmentVariable("PUREWS_RENEW") == "1") File.WriteAllText(page, shown);
        else Assert.True(shown == text, "docs/driving-the-core.md does not match: run this test with PUREWS_RENEW=1 and review it");
        Assert.Equal(
            files.Keys.Where(name => name != "Program.cs").Order(StringComparer.Ordinal),
            Program().Matches(text).Select(found => found.Groups["file"].Value).Order(StringComparer.Ordinal)
        );
    }

    private static async Task ServesAsync(Func<TcpListener, ConnectionOptions, CancellationToken, Task> serve)
    {
        using var listener = new TcpListener(Driven.Loopback);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Driven.Stop);
        listener.Start();
        var serving = serve(listener, Ours.Protocol, over.Token);
        await Driven.PassesAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    /// <summary>A program on the page, after a mark with the name of its file.</summary>
    [GeneratedRegex(
        @"(?<before><!-- (?<file>\w+\.cs) -->\n```csharp\n).*?```\n",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Program();
}

/// <summary>The core on servers that are not ours passes the whole catalogue.</summary>
public sealed class DrivenHandlerTests
{
    [Fact]
    public async Task A_handler_of_Kestrel_s_connections_fails_no_case()
    {
        await using var server = await KestrelHandler.StartAsync(Driven.Loopback, Ours.Protocol);
        await Driven.PassesAsync(new Uri(server.Urls.Single()).Port);
    }

    [Fact]
    public async Task Kestrel_closes_an_open_connection_with_1001_when_it_stops()
    {
        var server = await KestrelHandler.StartAsync(Driven.Loopback, ConnectionOptions.Default);
        var url = new UriBuilder(server.Urls.Single()) { Scheme = "ws" }.Uri;
        Task? stopping = null;
        var closure = await StepClient.RunAsync(url, ConnectionOptions.Default, effect =>
        {
            if (effect is Effect.Opened) stopping = server.StopAsync(Driven.Stop);
            return [];
        });
        await stopping!;
        await server.DisposeAsync();
        Assert.Equal((CloseCode.GoingAway, Side.Theirs, true), (closure.Code, closure.First, closure.Clean));
    }

    [Fact]
    public async Task A_handler_of_DotNetty_fails_no_case()
    {
        var group = new MultithreadEventLoopGroup(2);
        try
        {
            var server = await DotNettyHandler.StartAsync(Driven.Loopback, group, Ours.Protocol);
            await Driven.PassesAsync(((IPEndPoint)server.LocalAddress).Port);
            await server.CloseAsync();
        }
        finally
        {
            await group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }
    }
}

/// <summary>The clients of docs/driving-the-core.md pass the whole catalogue.</summary>
public sealed class DrivenClientTests
{
    [Fact]
    public Task A_client_on_Step_fails_no_case() => EchoesAsync(url => StepClient.RunAsync(url, Ours.Protocol, Answer));

    [Fact]
    public Task A_client_on_the_kernel_fails_no_case() =>
        EchoesAsync(url => KernelClient.RunAsync(url, Ours.Protocol, _ => { }, (client, kind, data) => client.Send(kind, data)));

    private static IEnumerable<Input> Answer(Effect effect) =>
        effect is Effect.Message message ? [new Input.Send(message.Kind, message.Data)] : [];

    private static async Task EchoesAsync(Func<Uri, Task<CloseResult>> run)
    {
        var cases = Driven.Cases(Role.Server);
        await using var tested = Tested.With(options => options with { Cases = cases });
        var eight = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Driven.Stop };
        await Parallel.ForEachAsync(cases, eight, async (found, _) =>
        {
            await run(tested.Url($"/runCase?casetuple={found.Id}&agent=a"));

            // The client may end before its verdict is there.
            await tested.AskAsync($"/getCaseStatus?casetuple={found.Id}&agent=a");
        });
        Driven.AssertSound(cases, Seq.create<CaseResult>([.. tested.Ended().Select(one => one.Result)]));
    }
}

/// <summary>The whole catalogue against a program that drives the core.</summary>
internal static class Driven
{
    public static IPEndPoint Loopback { get; } = new(IPAddress.Loopback, 0);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Seq<Case> Cases(Role tester) => Catalogue.For(tester, Catalogue.With(messages: 10));

    public static async Task PassesAsync(int port)
    {
        var cases = Cases(Role.Client);
        var runner = new TcpRunner(new TestTarget(new Uri($"ws://127.0.0.1:{port}/")), Tested.Patient);
        AssertSound(cases, await CaseSuite.RunAsync(cases, runner.RunAsync, parallel: 16, _ => { }, Stop));
    }

    public static void AssertSound(Seq<Case> cases, Seq<CaseResult> results)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", results.GroupBy(result => result.Judgement.Behavior).Select(group => $"{group.Key}: {group.Count()}"))
        );
        Assert.Equal(cases.Count, results.Count);
        Assert.Empty(results.Filter(result => result.Judgement.IsFailure).Map(result => $"{result.Case.Id} {result.Judgement}"));
    }
}
