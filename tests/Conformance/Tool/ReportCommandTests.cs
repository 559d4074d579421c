using System.Diagnostics;
using System.Xml.Linq;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Formats, expected results, shards and the report commands, as processes.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Every_format_is_written_where_it_was_asked_for()
    {
        var (code, output, error) = await TestAsync(
            "2.1,7.1.1",
            "--junit",
            In("new/j.xml"),
            "--markdown",
            In("m.md"),
            "--badge",
            In("b.svg"),
            "--tap",
            "-"
        );
        Assert.Equal(0, code);
        Assert.Equal("2", XDocument.Load(In("new/j.xml")).Root!.Attribute("tests")!.Value);
        Assert.Contains("| all | 2 | 2 |", await ReadAsync("m.md"), StringComparison.Ordinal);
        Assert.Contains("2/2", await ReadAsync("b.svg"), StringComparison.Ordinal);
        Assert.Equal("TAP version 14\n1..2\nok 1 - me 2.1\nok 2 - me 7.1.1\n", output);
        Assert.Contains("2 cases, 0 failed", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_at_the_end_is_reported_after_the_summary_and_the_others_are_written()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full.");
        var (code, output, error) = await TestAsync("2.1", "--junit", "/dev/full", "--tap", In("t.tap"));
        Assert.Equal(2, code);
        Assert.Contains("1 case, 0 failed", output, StringComparison.Ordinal);
        Assert.StartsWith(
            "purews: --junit cannot be written to '/dev/full': the system reports \"No space left on device\"",
            Assert.Single(error.Trim().Split('\n')),
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(In("t.tap")));
    }

    [Fact]
    public async Task Reports_that_cannot_be_written_are_reported_once_and_the_run_is_not_lost()
    {
        foreach (var file in new[] { "me_case_2_1.json", "me_case_2_2.json", "index.json" })
            Directory.CreateDirectory(Path.Combine(In("out"), file, "in the way"));
        var (code, output, error) = await TestAsync("2.1,2.2,2.3", "--junit", In("j.xml"));
        Assert.Equal(2, code);
        Assert.Contains("3 cases, 0 failed", output, StringComparison.Ordinal);
        Assert.StartsWith(
            $"purews: the reports cannot be written to '{In("out")}': ",
            Assert.Single(error.Trim().Split('\n')),
            StringComparison.Ordinal
        );
        Assert.Equal("3", XDocument.Load(In("j.xml")).Root!.Attribute("tests")!.Value);
        Assert.True(File.Exists(In("out/me_case_2_3.json")));
    }

    [Theory]
    [InlineData("FAILED", Verdict.Failed, 0, "1 same, 1 better, 0 worse")]
    [InlineData("OK", Verdict.Ok, 0, "2 same, 0 better, 0 worse")]
    public async Task What_was_expected_or_better_ends_with_0(string before, Verdict verdict, int code, string summary)
    {
        Store(Entries.Of("any name", "2.1", verdict), Entries.Of("any name", "2.2"));
        var (exit, output, _) = await TestAsync("2.1,2.2", "--expect", In("stored"));
        Assert.Equal(code, exit);
        Assert.Contains(summary, output, StringComparison.Ordinal);
        if (verdict == Verdict.Failed) Assert.Matches($@"2\.1 +better +{before}, close OK +OK, close OK", output);
    }

    [Fact]
    public async Task Only_change_counts_where_results_are_expected()
    {
        await using var server = FaultyServer.With(Fault.SendsNoPong);
        string[] chosen = ["--cases", "2.1,2.2", "--patience", "4"];
        string[] test = ["test", "server", server.Url.ToString(), .. chosen, "--out", In("out"), "--expect", In("stored")];
        Store(Entries.Of("a", "2.1", Verdict.Failed), Entries.Of("a", "2.2", Verdict.Failed));
        Assert.Equal(0, (await RunAsync(test)).Code);
        Store(Entries.Of("a", "2.1", Verdict.Failed), Entries.Of("a", "2.2"));
        var (code, output, _) = await RunAsync(test);
        Assert.Equal(1, code);
        Assert.Matches(@"2\.2 +worse +OK, close OK +FAILED, close OK", output);
        Store(Entries.Of("a", "2.1", Verdict.Failed));
        Assert.Equal(1, (await RunAsync(test)).Code);
        // Cases that were not selected are not compared.
        Store(Entries.Of("a", "2.1", Verdict.Failed), Entries.Of("a", "2.2", Verdict.Failed), Entries.Of("a", "2.3"));
        var (exit, summary, _) = await RunAsync(test);
        Assert.Equal(0, exit);
        Assert.Contains("2 same, 0 better, 0 worse, 0 new, 0 gone", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expected_results_of_several_agents_need_the_one_that_is_tested()
    {
        Store(Entries.Of("a", "2.1"), Entries.Of("b", "2.1"));
        var (code, _, error) = await TestAsync("2.1", "--expect", In("stored"));
        Assert.Equal(2, code);
        Assert.Contains("contains a, b, but not 'me'. Select one of them with --agent.", error, StringComparison.Ordinal);
        Assert.False(File.Exists(In("out/index.json")));
    }

    [Fact]
    public async Task A_shard_is_not_blamed_for_what_is_in_others()
    {
        Store(Entries.Of("a", "2.1"), Entries.Of("a", "2.2"), Entries.Of("a", "2.3"));
        var (code, output, _) = await TestAsync("2.1,2.2,2.3", "--shard", "1/2", "--expect", In("stored"));
        Assert.Equal(0, code);
        Assert.Contains("2 same, 0 better, 0 worse, 0 new, 0 gone", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merged_shards_equal_a_complete_run()
    {
        for (var shard = 1; shard <= 3; shard++)
            Assert.Equal(
                0,
                (
                    await RunAsync(
                        "test",
                        "core",
                        "--cases",
                        "7.*,2.*",
                        "--agent",
                        "me",
                        "--shard",
                        $"{shard}/3",
                        "--out",
                        In($"shard{shard}")
                    )
                ).Code
            );
        Assert.Equal(0, (await TestAsync("7.*,2.*")).Code);

        var (code, output, _) = await RunAsync(
            "report",
            "merge",
            "--out",
            In("merged"),
            In("shard1"),
            In("shard2"),
            In("shard3"),
            "--junit",
            In("j.xml")
        );
        Assert.Equal(0, code);
        Assert.Contains("48 cases, 0 failed", output, StringComparison.Ordinal);
        Assert.Equal("48", XDocument.Load(In("j.xml")).Root!.Attribute("tests")!.Value);
        Assert.Equal(Names("out"), Names("merged"));
        Assert.Equal(
            (0, "48 same, 0 better, 0 worse, 0 new, 0 gone."),
            await RunAsync("report", "diff", In("out"), In("merged")) is var diff ? (diff.Code, diff.Output.Trim()) : default
        );
        Store(Entries.Of("me", "7.1.1"), Entries.Of("me", "1.1.1"));
        var (gone, changes, _) = await RunAsync(
            "report",
            "merge",
            "--out",
            In("merged"),
            In("shard1"),
            In("shard2"),
            In("shard3"),
            "--expect",
            In("stored")
        );
        Assert.Equal(1, gone);
        Assert.Matches(@"1\.1\.1 +gone", changes);

        // The stored run was of more cases than the parts.
        string[] chosen = ["report", "merge", "--out", In("merged"), In("shard1"), In("shard2"), In("shard3"), "--expect", In("stored")];
        Assert.Equal(0, (await RunAsync([.. chosen, "--cases", "7.*,2.*"])).Code);
        Assert.Equal(0, (await RunAsync([.. chosen, "--exclude", "1.*"])).Code);
        Store(Entries.Of("me", "7.1.1"), Entries.Of("me", "2.5", Verdict.Failed));
        Assert.Equal(
            0,
            (
                await RunAsync("report", "merge", "--out", In("merged"), In("shard1"), In("shard2"), In("shard3"), "--expect", In("stored"))
            ).Code
        );
        Assert.Equal(
            3,
            RunDetails
                .Read(Seq<IndexEntry>.Empty, In("merged"))
                .IfLeft(error => throw new InvalidOperationException(error.ToString()))
                .Runs.Count
        );
        Assert.Equal(
            (0, (48 * 2) + 5),
            ((await RunAsync("report", "merge", "--out", In("merged"), In("merged"))).Code, Names("merged").Length)
        );
    }

    [Fact]
    public async Task Folders_that_differ_are_merged_only_when_one_is_preferred()
    {
        Store("one", Entries.Of("a", "2.1"));
        Store("two", Entries.Of("a", "2.1", Verdict.Failed));
        string[] merge = ["report", "merge", "--out", In("merged"), In("one"), In("two")];
        var (code, _, error) = await RunAsync(merge);
        Assert.Equal((2, false), (code, Directory.Exists(In("merged"))));
        Assert.Equal(
            $"purews: case 2.1 of 'a' is OK, close OK in '{In("one")}' and FAILED, close OK in '{In("two")}'. Select one with "
                + $"--prefer first or --prefer last.",
            error.Trim()
        );
        var (again, output, missing) = await RunAsync([.. merge, "--prefer", "last"]);
        Assert.Equal(0, again);
        Assert.Contains("1 case, 1 failed", output, StringComparison.Ordinal);
        Assert.Contains("1 file named in an index is missing, such as 'a_case_2_1.json'", missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_prints_each_change_and_ends_with_1_when_something_is_worse()
    {
        Store("one", Entries.Of("a", "2.1"), Entries.Of("a", "2.2", Verdict.Failed), Entries.Of("b", "2.1"));
        Store("two", Entries.Of("a", "2.1", Verdict.Ok, Verdict.Unclean), Entries.Of("a", "2.2"), Entries.Of("b", "2.1"));
        var (code, output, _) = await RunAsync("report", "diff", In("one"), In("two/index.json"), "--markdown", In("m.md"));
        Assert.Equal(1, code);
        Assert.Matches(@"2\.1 +worse +OK, close OK +OK, close UNCLEAN", output);
        Assert.Matches(@"2\.2 +better +FAILED, close OK +OK, close OK", output);
        Assert.Contains("1 same, 1 better, 1 worse, 0 new, 0 gone.", output, StringComparison.Ordinal);
        Assert.Contains("**worse**", await ReadAsync("m.md"), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("report", "diff", In("one"), In("one"))).Code);
    }

    [Theory]
    [InlineData("--shard '0/8' is not a part and the number of parts, such as 1/8", "test", "core", "--shard", "0/8")]
    [InlineData("--expect '/nowhere': there is no such file.", "test", "core", "--expect", "/nowhere")]
    [InlineData("--expect '/dev/null', line 1, column 1: it is not JSON", "test", "core", "--expect", "/dev/null")]
    [InlineData("--junit and --tap cannot all be written to standard output", "test", "core", "--out", "OUT", "--junit", "-", "--tap", "-")]
    [InlineData("--badge cannot be written to '/dev/null/badge'", "test", "core", "--out", "OUT", "--badge", "/dev/null/badge")]
    [InlineData("--tap needs a file name", "test", "core", "--tap", "")]
    [InlineData("report diff '/nowhere': there is no such file.", "report", "diff", "/nowhere", "/nowhere")]
    [InlineData("report merge '/nowhere' is not an existing folder.", "report", "merge", "--out", "OUT", "/nowhere")]
    [InlineData("--cases and --exclude select the stored cases", "report", "merge", "--out", "OUT", "IN", "--cases", "1.*")]
    [InlineData("--prefer 'me' is neither first nor last", "report", "merge", "--out", "OUT", "--prefer", "me", "IN")]
    public async Task Wrong_use_is_reported_in_one_line_and_ends_with_2(string message, params string[] arguments)
    {
        await File.WriteAllTextAsync(In("index.json"), "{}", TestContext.Current.CancellationToken);
        var (code, _, error) = await RunAsync(
            Array.ConvertAll(arguments, argument => argument switch { "OUT" => In("out"), "IN" => folder, _ => argument })
        );
        Assert.Equal(2, code);
        Assert.Contains(message, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_a_complete_report_of_the_cases_that_ran()
    {
        var stop = TestContext.Current.CancellationToken;
        using var run = Start();
        await RanAsync(3, run);
        var (output, error) = (run.StandardOutput.ReadToEndAsync(stop), run.StandardError.ReadToEndAsync(stop));
        await run.TerminateAsync(stop);

        var entries = IndexEntries();
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            $"purews: stopped: {entries.Count} of {Catalogue.For(Role.Client, Catalogue.All).Count} cases ran, and are in the report.",
            (await error).Trim()
        );
        Assert.Contains($"{entries.Count} cases, 0 failed", await output, StringComparison.Ordinal);
        Assert.InRange(entries.Count, 3, Catalogue.For(Role.Client, Catalogue.All).Count - 1);
        Assert.Equal(
            entries.Map(entry => entry.ReportFile).Append("index.json").Append("details.json").Order(StringComparer.Ordinal),
            Directory.GetFiles(In("out"), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
        Assert.Equal($"{entries.Count}", XDocument.Load(In("j.xml")).Root!.Attribute("tests")!.Value);
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_complete_files_and_an_index_that_is_almost_complete()
    {
        using var run = Start();
        await RanAsync(3, run);
        await UntilAsync(() => File.Exists(In("out/index.json")), "an index", run);
        run.Kill();
        await run.ExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(IndexEntries());
        Assert.All(IndexEntries(), entry => Assert.True(File.Exists(Path.Combine(In("out"), entry.ReportFile)), entry.ReportFile));
        Assert.All(Directory.GetFiles(In("out"), "*.json"), file => System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file)).Dispose());
    }

    /// <summary>A run that takes minutes.</summary>
    private Process Start() =>
        ToolProcess.Start("--quick", "false", "--patience", "10", "--agent", "me", "--out", In("out"), "--junit", In("j.xml"));

    private Task RanAsync(int count, Process run) =>
        UntilAsync(
            () => Directory.Exists(In("out")) && Directory.GetFiles(In("out"), "me_case_*.json").Length >= count,
            $"{count} cases",
            run
        );

    private static async Task UntilAsync(Func<bool> condition, string what, Process run)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(10, TestContext.Current.CancellationToken))
            Assert.True(
                clock.Elapsed < ToolProcess.Patience && !run.HasExited,
                $"{what} did not come; the run has {(run.HasExited ? "" : "not ")}ended"
            );
    }

    private string In(string name) => Path.Combine(folder, name);

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(In(name), TestContext.Current.CancellationToken);

    private string[] Names(string name) =>
        [.. Directory.GetFiles(In(name)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private Seq<IndexEntry> IndexEntries() =>
        IndexReport.Read(In("out")).IfLeft(error => throw new InvalidOperationException(error.ToString()));

    private void Store(params IndexEntry[] entries) => Store("stored", entries);

    private void Store(string name, params IndexEntry[] entries)
    {
        Directory.CreateDirectory(In(name));
        File.WriteAllBytes(Path.Combine(In(name), "index.json"), IndexReport.Write(Seq.create(entries)));
    }

    private Task<(int Code, string Output, string Error)> TestAsync(string cases, params string[] more) =>
        RunAsync(["test", "core", "--cases", cases, "--agent", "me", "--out", In("out"), .. more]);

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(TestContext.Current.CancellationToken, arguments);
}
