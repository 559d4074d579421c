namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Agents whose names give the same file names.</summary>
public sealed class AgentFilesTests
{
    private static readonly string[] Agents =
    [
        "Ally 0.0.1",
        "Ally-0.0.1",
        "A",
        "a!",
        "\u00e9",
        "\u4e2d\u6587",
        "",
        new('n', 5000),
        new string('n', 5000) + "!",
    ];

    [Fact]
    public void No_agents_files_are_anothers_and_the_first_has_the_usual_name()
    {
        using var place = new TemporaryFolder();
        using var folder = ReportFolder.Open(place.Path);
        foreach (var agent in Agents) folder.Add(agent, Result("2.1"));
        folder.WriteIndex();
        var entries = IndexReport.Read(place.Path).IfLeft(error => throw new InvalidOperationException(error.ToString()));
        Assert.Equal(Agents.Length, entries.Map(entry => entry.ReportFile).Distinct().Count());
        Assert.Equal("ally_0_0_1_case_2_1.json", entries.Find(entry => entry.Agent == Agents[0]).Map(entry => entry.ReportFile));
        Assert.Equal("a_case_2_1.json", entries.Find(entry => entry.Agent == "A").Map(entry => entry.ReportFile));
        foreach (var entry in entries)
        {
            using var report = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(place.Path, entry.ReportFile)));
            Assert.Equal(entry.Agent, report.RootElement.GetProperty("agent").GetString());
            Assert.Contains(
                $"href=\"{entry.ReportFile}\"",
                File.ReadAllText(Path.Combine(place.Path, Path.ChangeExtension(entry.ReportFile, ".html"))),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Folders_are_merged_without_one_agents_file_replacing_anothers(bool intoTheSecond)
    {
        using var place = new TemporaryFolder();
        var sources = new[] { ("x", "a b"), ("y", "a-b") };
        foreach (var (name, agent) in sources)
        {
            using var source = ReportFolder.Open(Path.Combine(place.Path, name));
            source.Add(agent, Result("2.1"));
            source.WriteIndex();
        }

        var target = Path.Combine(place.Path, intoTheSecond ? "y" : "z");
        using var merged = ReportFolder.Open(target);
        foreach (var (name, _) in intoTheSecond ? sources.Reverse() : sources)
            foreach (
                var entry in IndexReport
                    .Read(Path.Combine(place.Path, name))
                    .IfLeft(error => throw new InvalidOperationException(error.ToString()))
            )
                Assert.True(merged.Take(Path.Combine(place.Path, name), entry));
        Assert.Equal(2, merged.Entries.Map(entry => entry.ReportFile).Distinct().Count());
        foreach (var entry in merged.Entries)
        {
            using var report = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(target, entry.ReportFile)));
            Assert.Equal(entry.Agent, report.RootElement.GetProperty("agent").GetString());
            Assert.Contains(
                $"href=\"{entry.ReportFile}\"",
                File.ReadAllText(Path.Combine(target, Path.ChangeExtension(entry.ReportFile, ".html"))),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Time_that_runs_share_counts_once()
    {
        var start = DateTimeOffset.UnixEpoch;
        Assert.Equal(
            TimeSpan.FromSeconds(25),
            AgentRun.WallTime([
                (start, TimeSpan.FromSeconds(10)),
                (start.AddSeconds(5), TimeSpan.FromSeconds(10)),
                (start.AddSeconds(6), TimeSpan.FromSeconds(1)),
                (start.AddHours(1), TimeSpan.FromSeconds(10)),
            ])
        );
    }

    [Fact]
    public void The_index_page_has_the_start_version_target_command_and_elapsed_time_of_a_run()
    {
        var run = new AgentRun(
            "me",
            "ws://h:1/",
            "purews test server 'ws://h:1/' --patience 3",
            "purews/1.2.3",
            new DateTimeOffset(2026, 11, 29, 20, 15, 0, TimeSpan.Zero),
            TimeSpan.FromSeconds(4.2),
            3
        );
        var entries = Entries.Many(
            Entries.Of("me", "2.1") with
            {
                Milliseconds = 60_000,
            },
            Entries.Of("me", "2.2") with
            {
                Milliseconds = 60_000,
                Repeated = "It timed out.",
            }
        );
        var page = IndexPage.Write(entries, Seq.create(run));
        foreach (
            var fact in new[]
            {
                "2026-11-29 20:15:00 UTC",
                "purews/1.2.3 against ws://h:1/",
                "<code>purews test server &#39;ws://h:1/&#39; --patience 3</code>",
                "3 times as long",
                "1 case timed out while other cases ran, and was repeated alone",
                "<td>4.2 s",
            }
        )
            Assert.Contains(fact, page, StringComparison.Ordinal);
    }

    private static CaseResult Result(string id) => MemoryRunner.Run(Entries.Case(id), Role.Server, ConnectionOptions.Default);
}
