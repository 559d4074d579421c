using System.Net.WebSockets;
using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The addresses of the fuzzing server, with the framework's client.</summary>
public sealed class FuzzingServerTests
{
    private static readonly TimeSpan Patience = ToolProcess.Patience;

    [Fact]
    public async Task The_case_count_is_that_of_the_chosen_cases()
    {
        await using var all = Tested.With(options => options);
        Assert.Equal(("517", 1000), await all.AskAsync("/getCaseCount"));
        await using var some = Tested.With("1.1.1", "6.4.1", "13.1.1");
        Assert.Equal(("3", 1000), await some.AskAsync("/getCaseCount"));
    }

    [Fact]
    public async Task The_case_info_is_one_line_of_JSON_with_a_space_after_commas_and_colons()
    {
        await using var tested = Tested.With("2.1", "6.4.1");
        var (said, code) = await tested.AskAsync("/getCaseInfo?case=2");
        Assert.StartsWith("{\"id\": \"6.4.1\", \"description\": \"Send text in three fragments", said, StringComparison.Ordinal);
        Assert.Equal("6.4.1", JsonDocument.Parse(said).RootElement.GetProperty("id").GetString());
        Assert.Equal(1000, code);
    }

    [Fact]
    public async Task A_case_runs_on_its_connection_and_is_in_the_reports()
    {
        await using var tested = Tested.With("1.1.2", "2.1", "12.1.1");
        foreach (var id in new[] { "1.1.2", "2.1", "12.1.1" }) await tested.RunAsync(id, "a+client");
        Assert.Equal(("", 1000), await tested.AskAsync("/updateReports?agent=a+client"));
        var index = JsonDocument
            .Parse(await File.ReadAllTextAsync(Path.Combine(tested.Folder, "index.json"), TestContext.Current.CancellationToken))
            .RootElement.GetProperty("a client");
        Assert.Equal("OK", index.GetProperty("1.1.2").GetProperty("behavior").GetString());
        Assert.Equal("OK", index.GetProperty("2.1").GetProperty("behavior").GetString());
        Assert.Equal("UNIMPLEMENTED", index.GetProperty("12.1.1").GetProperty("behavior").GetString());
        var report = JsonDocument
            .Parse(
                await File.ReadAllTextAsync(Path.Combine(tested.Folder, "a_client_case_2_1.json"), TestContext.Current.CancellationToken)
            )
            .RootElement;
        Assert.True(report.GetProperty("isServer").GetBoolean());
        Assert.Equal(2, report.GetProperty("case").GetInt32());
        Assert.Contains(tested.Events, told => told is FuzzingServerEvent.ReportsWritten);
    }

    [Fact]
    public async Task A_client_that_drops_its_connection_finds_the_case_in_the_reports_all_the_same()
    {
        await using var tested = Tested.With("2.1");
        using (var client = await tested.ConnectAsync("/runCase?case=1&agent=a")) client.Abort();
        await tested.AskAsync("/updateReports?agent=a");
        Assert.Contains(
            "\"2.1\"",
            await File.ReadAllTextAsync(Path.Combine(tested.Folder, "index.json"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(Verdict.Failed, tested.Ended().Single().Result.Judgement.Behavior);
    }

    [Fact]
    public async Task A_newer_run_of_a_case_replaces_the_older()
    {
        await using var tested = Tested.With("2.1");
        using (var client = await tested.ConnectAsync("/runCase?case=1&agent=a")) client.Abort();
        await tested.AskAsync("/updateReports?agent=a");
        await tested.RunAsync("2.1", "a");
        Assert.Equal(("{\"behavior\": \"OK\"}", 1000), await tested.AskAsync("/getCaseStatus?case=1&agent=a"));
        Assert.Equal([Verdict.Failed, Verdict.Ok], tested.Ended().Select(ended => ended.Result.Judgement.Behavior));
    }

    [Fact]
    public async Task The_status_of_a_case_is_sent_to_every_waiting_client()
    {
        await using var tested = Tested.With("1.1.1", "2.1");
        var waiting = new[] { tested.AskAsync("/getCaseStatus?casetuple=2.1&agent=a"), tested.AskAsync("/getCaseStatus?case=2&agent=a") };
        await tested.RunAsync("1.1.1", "a");
        await tested.RunAsync("2.1", "b");
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        await tested.RunAsync("2.1", "a");
        foreach (var one in waiting)
            Assert.Equal(("{\"behavior\": \"OK\"}", 1000), await one.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_clients_are_tested_at_once()
    {
        await using var tested = Tested.With(options =>
            options with
            {
                Cases = options.Cases.Where(found => found.Id.Family is "1" or "2"),
            }
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async client =>
                {
                    foreach (var found in tested.Server.Cases)
                        await tested.RunAsync(found.Id.Text, $"client{client}");
                })
        );
        Assert.Equal(8 * 27, tested.Ended().Length);
        Assert.Empty(
            tested
                .Ended()
                .Where(ended => ended.Result.Judgement.IsFailure)
                .Select(ended => $"{ended.Result.Case.Id} {ended.Result.Judgement}")
        );
        Assert.Equal(8, tested.Ended().Select(ended => ended.Agent).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task An_agent_that_is_excluded_from_a_case_gets_an_empty_close_frame_and_no_verdict()
    {
        await using var tested = Tested.With(options =>
            options with
            {
                IsExcluded = (agent, found) => agent == "a" && found.Id.Text == "2.1",
            }
        );
        Assert.Equal(("", 1000), await tested.AskAsync("/runCase?casetuple=2.1&agent=a"));
        await tested.RunAsync("2.1", "b");
        Assert.Equal("b", tested.Ended().Single().Agent);
        Assert.Equal(("517", 1000), await tested.AskAsync("/getCaseCount"));
    }

    [Fact]
    public async Task ShutdownOnComplete_writes_the_reports_and_stops_the_server()
    {
        await using var tested = Tested.With("2.1");
        await tested.RunAsync("2.1", "a");
        Assert.Equal(("", 1000), await tested.AskAsync("/updateReports?agent=a&shutdownOnComplete=true"));
        await tested.Server.Stopped.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Path.Combine(tested.Folder, "index.json")));
        await Assert.ThrowsAsync<WebSocketException>(() => tested.AskAsync("/getCaseCount"));
    }

    [Fact]
    public async Task A_client_that_does_not_answer_the_close_frame_of_shutdownOnComplete_does_not_keep_the_server()
    {
        await using var tested = Tested.With("2.1");
        using var client = await tested.ConnectAsync("/updateReports?agent=a&shutdownOnComplete=true");
        Assert.Equal(
            WebSocketMessageType.Close,
            (await client.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken)).MessageType
        );
        await tested.Server.Stopped.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task StopServer_stops_the_server_with_cases_in_progress_and_clients_waiting()
    {
        await using var tested = Tested.With("2.1", "9.5.1");
        using var idle = await tested.ConnectAsync("/runCase?casetuple=9.5.1&agent=a");
        using var listener = await tested.ConnectAsync("/getCaseStatus?casetuple=2.1&agent=a");
        var waiting = Tested.ListenAsync(listener);
        Assert.Equal(("", 1000), await tested.AskAsync("/stopServer"));
        await tested.Server.Stopped.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(("", 1006), await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Empty(tested.Ended());
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_an_event_and_the_verdict_remains()
    {
        await using var tested = Tested.With("2.1");
        Directory.Delete(tested.Folder, recursive: true);
        await tested.RunAsync("2.1", "a");
        Directory.CreateDirectory(tested.Folder);
        Assert.Equal(("{\"behavior\": \"OK\"}", 1000), await tested.AskAsync("/getCaseStatus?case=1&agent=a"));
        Assert.Contains(tested.Events, told => told is FuzzingServerEvent.Faulted { What: "the report of case 2.1 of a" });
    }
}
