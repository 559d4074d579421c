using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Peers that are late because they are busy.</summary>
public sealed class RepeatTests
{
    private const int Turn = 1;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_that_timed_out_among_others_runs_again_alone_and_that_result_counts()
    {
        var (under, most, told) = (0, 0, new ConcurrentQueue<(string Id, string Result)>());
        var results = await CaseSuite.RunAsync(
            Classic.All.Take(20).Strict(),
            async (next, _, _) =>
            {
                Interlocked.Increment(ref under);
                await Task.Delay(5, Stop);
                Interlocked.Decrement(ref under);
                return (Id: next.Id.Text, Result: next.Id.Text.EndsWith('2') ? "late" : "right");
            },
            result => result.Result == "late",
            (next, first, _) =>
            {
                most = Math.Max(most, Volatile.Read(ref under));
                Assert.Equal((next.Id.Text, "late"), first);
                return Task.FromResult(((next.Id.Text, "right at last"), IsSame: false));
            },
            parallel: 8,
            told.Enqueue,
            Stop);
        Assert.Equal(0, most);
        Assert.Equal(
            ["1.1.2", "1.2.2", "2.2"],
            results.Filter(result => result.Result == "right at last").Map(result => result.Id).ToArray()
        );
        Assert.Equal(
            results.Map(result => result.ToString()).Order(StringComparer.Ordinal),
            told.Select(result => result.ToString()).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_peer_that_is_late_alone_too_is_believed_after_eight_cases()
    {
        var (repeated, told) = (0, 0);
        var results = await CaseSuite.RunAsync(
            Classic.All.Take(20).Strict(),
            (next, _, _) => Task.FromResult(next.Id.Text),
            _ => true,
            (next, first, _) => Task.FromResult((first + (++repeated > 0 ? " again" : ""), IsSame: true)),
            parallel: 8,
            _ => told++,
            Stop);
        Assert.Equal((8, 20, 20), (repeated, told, results.Count));
        Assert.Equal(8, results.Count(result => result.EndsWith(" again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_case_that_ran_alone_is_not_repeated()
    {
        var results = await CaseSuite.RunAsync(
            Classic.All.Take(3).Strict(),
            (next, _, _) => Task.FromResult(next.Id.Text),
            _ => true,
            (_, _, _) => throw new InvalidOperationException("it was alone"),
            parallel: 1,
            _ => { },
            Stop
        );
        Assert.Equal(3, results.Count);
    }

    /// <summary>
    /// All connections take turns of one second each. Together they take longer than the time limit for a close frame or an echo.
    /// </summary>
    [Fact]
    public async Task A_client_with_one_thread_that_runs_heavy_cases_at_once_is_not_late()
    {
        string[] ids = ["9.1.1", "9.1.2", "9.1.3", "9.2.1", "9.2.2", "9.2.3", "9.3.9", "9.4.9"];
        await using var tested = Tested.With(options =>
            options with
            {
                Cases = Tested.Only(options.Cases, ids),
                Tester = options.Tester with { CloseHandshakeTimeout = TimeSpan.FromSeconds(4 * Turn) },
            }
        );
        using var thread = new SemaphoreSlim(1, 1);
        await Task.WhenAll(ids.Select(id => EchoInTurnAsync(tested, id, thread)));
        foreach (var id in ids) await tested.AskAsync($"/getCaseStatus?casetuple={id}&agent=a");
        Assert.Equal(ids.Length, tested.Ended().Length);
        Assert.Empty(
            tested
                .Ended()
                .Where(ended => ended.Result.Judgement is not { Behavior: Verdict.Ok, Close: Verdict.Ok })
                .Select(ended => $"{ended.Result.Case.Id} {ended.Result.Judgement}")
        );
    }

    [Fact]
    public async Task A_server_that_is_late_among_others_and_not_alone_passes_and_the_report_says_so()
    {
        using var folder = new TemporaryFolder();
        var connections = 0;
        // The first two connections are the probe's. The next three are cases, in parallel.
        await using var server = new LoopbackServer(
            (socket, stop) =>
                FaultyServer.HoldAsync(
                    socket,
                    new EchoPeer(Role.Server, Interlocked.Increment(ref connections) is > 2 and <= 5 ? Fault.AnswersNoClose : Fault.None),
                    stop
                )
        );
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop,
            "test",
            "server",
            server.Url.ToString(),
            "--cases",
            "1.1.1,1.1.2,2.2",
            "--parallel",
            "3",
            "--agent",
            "me",
            "--out",
            folder.Path
        );
        Assert.True(code == 0, output + error);
        Assert.Contains("3 cases timed out while other cases ran, and were repeated alone", output, StringComparison.Ordinal);
        var entries = IndexReport.Read(folder.Path).IfLeft(wrong => throw new InvalidOperationException(wrong.ToString()));
        Assert.All(
            entries,
            entry =>
                Assert.StartsWith(
                    "The case timed out while other cases ran (OK, close UNCLEAN): ",
                    entry.Repeated.IfNone(""),
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(
            "<dt>First result<dd id=repeated>The case timed out while other cases ran",
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "me_case_2_2.html"), Stop),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "3 cases timed out while other cases ran, and were repeated alone",
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "index.html"), Stop),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Patience_stretches_every_wait_of_a_script(double factor)
    {
        var options = TesterOptions.Default with { Patience = factor };
        var (next, entries) = Tester
            .Start(Entries.Case("5.19"), Role.Client, CompressedMessages.NotShared(), options)
            .Step(new TranscriptEntry.Opened("", ""));
        Assert.Equal(
            TimeSpan.FromSeconds(factor),
            Assert.Single(entries.OfType<TranscriptEntry.TimerStarted>(), timer => timer.Timer == TesterTimer.Wait).Time
        );
        Assert.Equal(
            TimeSpan.FromSeconds(12 * factor),
            Assert.Single(entries.OfType<TranscriptEntry.TimerStarted>(), timer => timer.Timer == TesterTimer.Limit).Time
        );
        Assert.Equal(TimeSpan.FromSeconds(5 * factor), options.OpeningLimit);
        Assert.Equal(ConnectionStage.Open, next.Seen.Stage);
    }

    [Fact]
    public async Task A_peer_that_is_slower_than_a_case_allows_passes_with_patience()
    {
        await using var server = FaultyServer.With(Fault.ClosesLate);
        var running = Entries.Case("7.3.1");
        var hasty = await new TcpRunner(server.Url).RunAsync(running, Stop);
        var patient = await new TcpRunner(new TestTarget(server.Url), TesterOptions.Default with { Patience = 20 }).RunAsync(running, Stop);
        Assert.Equal((true, Verdict.Ok), (hasty.Judgement.IsFailure, patient.Judgement.Close));
        Assert.True(hasty.TimedOut);
    }

    private static async Task EchoInTurnAsync(Tested tested, string id, SemaphoreSlim thread)
    {
        using var client = await tested.ConnectAsync($"/runCase?casetuple={id}&agent=a");
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await client.ReceiveAsync(buffer.AsMemory(), Stop);
            message.Write(buffer.AsSpan(0, part.Count));
            if (!part.EndOfMessage && part.MessageType != WebSocketMessageType.Close) continue;
            await thread.WaitAsync(Stop);
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(Turn), Stop);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Stop);
                    return;
                }

                await client.SendAsync(message.ToArray(), part.MessageType, endOfMessage: true, Stop);
                message.SetLength(0);
            }
            finally
            {
                thread.Release();
            }
        }
    }
}
