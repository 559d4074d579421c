using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A run that is stopped early, by Ctrl+C or as a service is stopped, ends with 2 whatever it has found. The command 'test client' waits
/// for clients until it is stopped, so its results determine its exit code.
/// </summary>
public sealed class StoppedCommandTests : IDisposable
{
    private const string Interrupt = "INT";
    private const string Terminate = "TERM";

    // All of these can be opened again and again until the run has an end.
    private const int ConnectionsBefore = 20;

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Interrupt, "fuzz", "server", "URL", "--time", "60m", "--patience", "30", "--out", "OUT")]
    [InlineData(Terminate, "fuzz", "server", "URL", "--time", "60m", "--patience", "30", "--out", "OUT")]
    [InlineData(Terminate, "learn", "URL", "--time", "60m", "--walks", "1000000", "--out", "OUT")]
    [InlineData(Interrupt, "learn", "core", "--against", "URL", "--time", "60m", "--walks", "1000000")]
    [InlineData(Interrupt, "test", "server", "URL", "--quick", "false", "--patience", "30", "--out", "OUT")]
    [InlineData(Terminate, "test", "server", "URL", "--quick", "false", "--patience", "30", "--out", "OUT")]
    public async Task A_run_against_a_server_ends_with_2(string signal, params string[] arguments)
    {
        SkipUnlessObserved(signal);
        var (connections, enough) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var server = WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stop) =>
            {
                if (Interlocked.Increment(ref connections) == ConnectionsBefore) enough.SetResult();
                await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
            },
            new WebSocketServerOptions { Protocol = Ours.Protocol, OnError = static _ => { } }
        );
        using var run = Start(arguments, $"ws://{server.LocalEndPoint}/");
        var (_, error) = await StopAsync(run, signal, () => enough.Task.WaitAsync(ToolProcess.Patience, Stop));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("purews: stopped", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Interrupt, "fuzz", "core", "--time", "60m")]
    [InlineData(Terminate, "learn", "core", "--time", "60m", "--walks", "1000000000")]
    public async Task A_run_in_memory_ends_with_2(string signal, params string[] arguments)
    {
        SkipUnlessObserved(signal);
        using var run = Start(arguments, "");
        // A progress line.
        var (_, error) = await StopAsync(run, signal, () => run.LineAsync(" s: ", Stop));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("purews: stopped", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public async Task Generated_conversations_with_clients_end_with_2_and_print_the_results(string signal)
    {
        SkipUnlessObserved(signal);
        using var run = Start(["fuzz", "client", "--url", "ws://127.0.0.1:0", "--patience", "30", "--out", "OUT"], "");
        var (output, error) = await StopAsync(run, signal, async () =>
        {
            var line = await run.LineAsync("/getCaseCount", Stop);
            var url = line.Split(' ').Single(word => word.StartsWith("ws://", StringComparison.Ordinal));
            for (var number = 1; number <= ConnectionsBefore; number++)
                await EchoAsync(new Uri(new Uri(url), string.Create(CultureInfo.InvariantCulture, $"/runCase?case={number}&agent=a")));
        });
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("the client a\n", output, StringComparison.Ordinal);
        Assert.Contains(" conversations in ", output, StringComparison.Ordinal);
        Assert.Matches("purews: stopped after \\d+ conversations\\.\n$", error);
    }

    [Theory]
    [InlineData(Interrupt, "fuzz")]
    [InlineData(Terminate, "fuzz")]
    [InlineData(Interrupt, "test")]
    [InlineData(Terminate, "test")]
    public async Task Without_clients_there_is_no_result_and_the_exit_code_is_2(string signal, string command)
    {
        SkipUnlessObserved(signal);
        using var run = Start([command, "client", "--url", "ws://127.0.0.1:0", "--out", "OUT"], "");
        var (_, error) = await StopAsync(run, signal, () => run.LineAsync("updateReports", Stop));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("purews: stopped before the first ", error, StringComparison.Ordinal);
    }

    /// <summary>
    /// A shell starts background jobs with SIGINT ignored. A process inherits that (POSIX, 2.11 Signals and Error Handling).
    /// </summary>
    private static void SkipUnlessObserved(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals as Linux has them");
        const ulong InterruptBit = 1 << 1;
        var ignored = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        var mask = ulong.Parse(ignored.AsSpan("SigIgn:".Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Assert.SkipWhen(signal == Interrupt && (mask & InterruptBit) != 0, "the tests run in the background, where SIGINT is ignored");
    }

    private Process Start(string[] arguments, string url) =>
        ToolProcess.Start(Array.ConvertAll(arguments, argument => argument switch { "URL" => url, "OUT" => folder.Path, _ => argument }));

    /// <summary>Waits until a run is under way, sends the signal, and waits for the exit.</summary>
    private static async Task<(string Output, string Error)> StopAsync(Process run, string signal, Func<Task> isUnderWay)
    {
        var error = run.StandardError.ReadToEndAsync(Stop);
        await isUnderWay();
        await run.SignalAsync(signal, Stop);
        var output = run.StandardOutput.ReadToEndAsync(Stop);
        await run.ExitAsync(Stop);
        return (await output, await error);
    }

    /// <summary>Echoes one conversation as a client. Some conversations end with an error on purpose.</summary>
    private static async Task EchoAsync(Uri url)
    {
        using var client = new ClientWebSocket();
        var buffer = new byte[64 * 1024];
        try
        {
            await client.ConnectAsync(url, Stop);
            while (await client.ReceiveAsync(buffer.AsMemory(), Stop) is { MessageType: not WebSocketMessageType.Close } part)
                await client.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, Stop);
            await client.CloseOutputAsync(client.CloseStatus ?? WebSocketCloseStatus.Empty, client.CloseStatusDescription, Stop);
        }
        catch (WebSocketException)
        {
            // The tester broke a rule.
        }
    }
}
