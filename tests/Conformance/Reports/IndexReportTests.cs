using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Reading index.json: ours, the Autobahn Testsuite's, and invalid files.</summary>
public sealed class IndexReportTests
{
    private const string OldSuite = """
        {
           "ws-8.23.0": {
              "1.1.1": {
                 "behavior": "OK",
                 "behaviorClose": "OK",
                 "duration": 8,
                 "remoteCloseCode": 1000,
                 "reportfile": "ws_8_23_0_case_1_1_1.json"
              },
              "12.1.1": {
                 "behavior": "UNIMPLEMENTED",
                 "behaviorClose": "FAILED BY CLIENT",
                 "duration": 1795348473791,
                 "remoteCloseCode": null,
                 "reportfile": "ws_8_23_0_case_12_1_1.json"
              },
              "99.1": {
                 "behavior": "NON-STRICT",
                 "behaviorClose": "WRONG CODE",
                 "duration": 2,
                 "remoteCloseCode": 1001,
                 "reportfile": "ws_8_23_0_case_99_1.json",
                 "more": [1, {"behavior": 2}]
              }
           }
        }
        """;

    [Fact]
    public void A_written_index_is_read_back()
    {
        var run = new AgentRun(
            "a",
            "ws://h/",
            "purews test server 'ws://h/'",
            "purews/1.0.0",
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            TimeSpan.FromMilliseconds(90_000),
            2.5
        );
        var entries = Entries.Many(
            Entries.Of("a", "1.1.1") with
            {
                Repeated = "It timed out.",
            },
            Entries.Of("a", "7.1.1", Verdict.Failed, Verdict.Unclean, "It \"said\"\n<this>.") with
            {
                RemoteCloseCode = Option<int>.None,
            },
            Entries.Of("b \u00e9\U0001F600", "12.1.1", Verdict.Unimplemented) with
            {
                IncomingRatio = 0.25,
                OutgoingRatio = 1.5,
                Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
                Result = Option<string>.None,
            }
        );
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, IndexReport.FileName), IndexReport.Write(entries));
        File.WriteAllBytes(Path.Combine(folder.Path, RunDetails.FileName), RunDetails.Write(entries, Seq.create(run)));
        Assert.Equal(entries, IndexReport.Read(folder.Path).IfLeft(error => throw new InvalidOperationException(error.ToString())));
        Assert.Equal(
            run,
            Assert.Single(RunDetails.Read(entries, folder.Path).IfLeft(error => throw new InvalidOperationException(error.ToString())).Runs)
        );
    }

    [Fact]
    public void Details_that_are_not_JSON_are_an_error_with_their_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, IndexReport.FileName), IndexReport.Write(Entries.Many(Entries.Of("a", "1.1.1"))));
        File.WriteAllText(Path.Combine(folder.Path, RunDetails.FileName), "{");
        Assert.Contains(
            "details.json': it cannot be read",
            IndexReport.Read(folder.Path).Match(Right: _ => "", Left: error => error.ToString()),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\"time\": 1500", "\"time\": 9223372036854775807")]
    [InlineData("\"time\": 1500", "\"time\": -9223372036854775808")]
    [InlineData("\"time\": 1500", "\"time\": 252000000000000")]
    [InlineData("\"time\": 1500", "\"time\": 1.5")]
    [InlineData("2026-01-02T03:04:05.678Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("2026-01-02T03:04:05.678Z", "9999-12-31T23:59:59.999-14:00")]
    [InlineData("2026-01-03T00:00:00.000Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("\"target\": \"ws://h/\"", "\"target\": null")]
    [InlineData("\"version\": \"v\"", "\"version\": null")]
    [InlineData("\"name\": \"p\"", "\"name\": null")]
    [InlineData("\"why\": \"w\"", "\"why\": null")]
    [InlineData("\"9.9.9\"", "null")]
    public void Details_that_no_run_can_have_are_an_error_with_their_file(string value, string wrong)
    {
        var entries = Entries.Many(
            Entries.Of("a", "1.1.1") with { Milliseconds = 1000, Started = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero) }
        );
        var run = new AgentRun(
            "a",
            "ws://h/",
            "c",
            "v",
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            TimeSpan.FromMilliseconds(1500),
            1
        )
        {
            Scope = new ProfileScope(
                "p",
                2,
                1,
                Seq<ReducedCases>.Empty,
                Seq.create(new ReducedCases("w", Seq.create(new CaseId("9.9.9"))))
            ),
        };
        var details = Encoding.UTF8.GetString(RunDetails.Write(entries, Seq.create(run)));
        Assert.Contains(value, details, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, RunDetails.FileName);
        File.WriteAllText(file, details);
        Assert.Equal(run, Assert.Single(RunDetails.Read(entries, folder.Path).IfLeft(error => throw new InvalidOperationException()).Runs));
        File.WriteAllText(file, details.Replace(value, wrong, StringComparison.Ordinal));
        Assert.Contains(
            "details.json': it cannot be read, ",
            RunDetails.Read(entries, folder.Path).Match(Right: _ => "", Left: error => error.ToString()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_during_which_the_clock_was_set_back_takes_no_time()
    {
        var noon = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromSeconds(2), AgentRun.WallTime([(noon, TimeSpan.FromSeconds(-5)), (noon, TimeSpan.FromSeconds(2))]));
    }

    [Fact]
    public void An_index_is_the_same_whenever_its_cases_ran()
    {
        var one = Entries.Of("a", "12.1.1") with { Started = DateTimeOffset.UnixEpoch, IncomingRatio = 0.5, Result = "One." };
        Assert.Equal(
            IndexReport.Write(Entries.Many(one)),
            IndexReport.Write(
                Entries.Many(
                    one with
                    {
                        Started = DateTimeOffset.UtcNow,
                        IncomingRatio = 0.25,
                        Result = "Other.",
                        Repeated = "It timed out.",
                    }
                )
            )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void An_index_of_the_old_suite_is_read(string mark)
    {
        var entries = Read(mark + OldSuite).IfLeft(error => throw new InvalidOperationException(error.ToString()));
        Assert.Equal(["1.1.1", "12.1.1", "99.1"], entries.Map(entry => entry.Id.Text).ToArray());
        Assert.Equal([Verdict.Ok, Verdict.Unimplemented, Verdict.NonStrict], entries.Map(entry => entry.Behavior).ToArray());
        Assert.Equal([Verdict.Ok, Verdict.FailedByClient, Verdict.WrongCode], entries.Map(entry => entry.Close).ToArray());
        Assert.Equal([8, 0, 2], entries.Map(entry => entry.Milliseconds).ToArray());
        Assert.Equal([1000, Option<int>.None, 1001], entries.Map(entry => entry.RemoteCloseCode).ToArray());
        Assert.All(entries, entry => Assert.Equal(("ws-8.23.0", true), (entry.Agent, entry.Result.IsNone)));
    }

    [Fact]
    public void Every_verdict_is_read_as_it_is_spelled() =>
        Assert.All(Enum.GetValues<Verdict>(), verdict => Assert.Equal(verdict, VerdictText.Parse(VerdictText.Of(verdict))));

    [Theory]
    [InlineData("", "'index.json', line 1, column 1: it is not JSON")]
    [InlineData("{\"a\": {\n  \"1.1\": nothing", "'index.json', line 2, column 11: it is not JSON")]
    [InlineData("[]", "'index.json': an index is an object of agents")]
    [InlineData("{\"a\": 1}", "'index.json', agent 'a': an agent is an object of cases")]
    [InlineData("{\"a\": {\"1.1\": \"OK\"}}", "'index.json', agent 'a', case '1.1': a case is an object")]
    [InlineData("{\"a\": {\"\": {}}}", "agent 'a', case '': a case has an id")]
    [InlineData("{\"a\": {}, \"a\": {}}", "it is not JSON, Duplicate")]
    [InlineData("{\"\\ud800\": {}}", "a name in it is not valid Unicode")]
    [InlineData("{\"a\\n\\u001b[2J\": 1}", "agent 'a \uFFFD[2J': an agent is an object of cases")]
    public void A_file_that_is_not_an_index_is_an_error_with_its_place(string json, string error) =>
        Assert.Contains(error, Refused(json), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"behavior\": \"OK\"", "\"behaviour\": \"OK\"", "key 'behavior': it is missing")]
    [InlineData("\"behavior\": \"OK\"", "\"behavior\": \"FINE\"", "key 'behavior': 'FINE' is not a verdict")]
    [InlineData("\"behaviorClose\": \"OK\"", "\"behaviorClose\": 1", "key 'behaviorClose': a text is expected")]
    [InlineData("\"behaviorClose\": \"OK\"", "\"behaviorClose\": \"\\ud800\"", "key 'behaviorClose': it is not valid Unicode")]
    [InlineData("\"duration\": 8", "\"duration\": \"8\"", "key 'duration': a number is expected")]
    [InlineData("\"duration\": 8", "\"duration\": 1e999", "key 'duration': a number is expected")]
    [InlineData("\"remoteCloseCode\": 1000", "\"remoteCloseCode\": 70000", "key 'remoteCloseCode': 70000 is not a close code")]
    [InlineData("\"remoteCloseCode\": 1000", "\"remoteCloseCode\": 1000.5", "key 'remoteCloseCode': 1000.5 is not a close code")]
    [InlineData("ws_8_23_0_case_1_1_1.json", "../../etc/passwd", "key 'reportfile': the name of a file beside the index is expected")]
    [InlineData("ws_8_23_0_case_1_1_1.json", "..", "key 'reportfile': the name of a file beside the index is expected")]
    public void A_wrong_key_is_an_error_with_its_agent_and_case(string right, string wrong, string error) =>
        Assert.Equal(
            $"'index.json', agent 'ws-8.23.0', case '1.1.1', {error}.",
            Refused(OldSuite.Replace(right, wrong, StringComparison.Ordinal))
        );

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal(
            "'/nowhere/index.json': there is no such file.",
            IndexReport.Read("/nowhere/index.json").Match(Right: _ => "", Left: error => error.ToString())
        );

    private static Either<IndexError, Seq<IndexEntry>> Read(string json) => IndexReport.Read(Encoding.UTF8.GetBytes(json));

    private static string Refused(string json) =>
        Read(json)
            .Match(Right: entries => throw new InvalidOperationException($"{entries.Count} entries"), Left: error => error.ToString());
}
