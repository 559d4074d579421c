using System.Text.Json;
using Pure.WebSockets.Tool;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The folder of --out keeps the findings of all runs and all peers.</summary>
public sealed class FuzzFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_later_run_replaces_no_finding_of_an_earlier_one()
    {
        Save("localhost-1", 1, Found(5, "sent text that is not UTF-8"));
        var first = Contents();
        Save("localhost-1", 1, Found(5, "sent a masked frame"), Found(5, "sent no pong"));
        Assert.Equal(
            ["finding-localhost-1-1-5-2.json", "finding-localhost-1-1-5-3.json", "finding-localhost-1-1-5.json"],
            Contents().Keys
        );
        foreach (var (name, content) in first) Assert.Equal(content, Contents()[name]);
        Assert.Equal(["F.1.5.localhost-1", "F.1.5.localhost-1.2", "F.1.5.localhost-1.3"], Ids());
    }

    [Fact]
    public void A_finding_that_is_found_again_is_saved_once()
    {
        Save("localhost-1", 1, Found(5, "sent text that is not UTF-8"), Found(6, "sent no pong"));
        var first = Contents();
        Save("localhost-1", 1, Found(6, "sent no pong"), Found(5, "sent text that is not UTF-8"));
        Assert.Equal(first, Contents());
    }

    [Fact]
    public void Findings_of_different_peers_and_seeds_have_different_files_and_ids()
    {
        foreach (var mark in (string[])["localhost-1", "localhost-2", "core-server"])
        {
            Save(mark, 1, Found(5, "sent no pong"));
            Save(mark, 2, Found(5, "sent no pong"));
        }

        Assert.Equal(6, Contents().Count);
        Assert.Equal(6, Ids().Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_findings_of_two_servers_and_of_two_runs_stay_in_the_folder_the_report_and_the_replay()
    {
        var fault = Fault.SendsTextAsBinary;
        await using var one = new LoopbackServer(
            (socket, stop) => FaultyServer.HoldAsync(socket, new EchoPeer(Role.Server, fault), stop)
        );
        await using var other = FaultyServer.With(Fault.SendsTextAsBinary);
        await FuzzAsync(one.Url);
        var first = Contents();
        await FuzzAsync(other.Url);
        var second = Contents();
        fault = Fault.TakesRsv2;
        await FuzzAsync(one.Url);
        var third = Contents();
        Assert.NotEmpty(first);
        Assert.True(second.Count > first.Count, string.Join(' ', second.Keys));
        Assert.True(third.Count > second.Count, string.Join(' ', third.Keys));
        foreach (var (name, content) in first) Assert.Equal(content, third[name]);
        foreach (var (name, content) in second) Assert.Equal(content, third[name]);

        // The index has the results of both servers, and each result has its page.
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.Path, "reports", "index.json")));
        Assert.Equal(
            ((string[])[$"{one.Url}", $"{other.Url}"]).Order(StringComparer.Ordinal),
            index.RootElement.EnumerateObject().Select(agent => agent.Name).Order(StringComparer.Ordinal)
        );
        var cases = index.RootElement.EnumerateObject().SelectMany(agent => agent.Value.EnumerateObject()).ToArray();
        Assert.Equal(Ids().Order(StringComparer.Ordinal), cases.Select(one => one.Name).Order(StringComparer.Ordinal));
        foreach (var found in cases)
        {
            var file = Path.Combine(folder.Path, "reports", found.Value.GetProperty("reportfile").GetString()!);
            Assert.True(File.Exists(file), file);
            Assert.True(File.Exists(Path.ChangeExtension(file, ".html")), file);
        }

        var (_, output, error) = await RunAsync("fuzz", "core", "--replay", folder.Path);
        Assert.True(output.Contains($"{third.Count} cases, 0 failures", StringComparison.Ordinal), output + error);

        async Task FuzzAsync(Uri url) =>
            Assert.Equal(
                1,
                (
                    await RunAsync("fuzz", "server", $"{url}", "--cases", "150", "--patience", "2", "--no-deflate", "--out", folder.Path)
                ).Code
            );
    }

    [Fact]
    public async Task A_replay_of_a_folder_leaves_out_the_cases_for_the_other_role()
    {
        Save("localhost-1", 1, Found(5, "sent no pong"));
        Save("chrome", 1, Found(5, "sent no pong", Role.Server));
        var (code, output, error) = await RunAsync("fuzz", "core", "--replay", folder.Path);
        Assert.True(code == 0, output + error);
        Assert.Contains("left out: 1 case for clients\n", output, StringComparison.Ordinal);
        Assert.Contains("F.1.5.localhost-1: OK", output, StringComparison.Ordinal);
        (code, _, error) = await RunAsync(
            "fuzz",
            "core",
            "--role",
            "client",
            "--replay",
            Path.Combine(folder.Path, "finding-localhost-1-1-5.json")
        );
        Assert.Equal(
            (2, "purews: --replay: no case for clients. 1 case for servers, such as F.1.5.localhost-1, was left out.\n"),
            (code, error)
        );
    }

    [Fact]
    public async Task A_folder_whose_report_cannot_be_read_is_rejected_before_the_run()
    {
        var reports = Directory.CreateDirectory(Path.Combine(folder.Path, "reports")).FullName;
        await File.WriteAllTextAsync(Path.Combine(reports, "index.json"), "{", TestContext.Current.CancellationToken);
        var (code, output, error) = await RunAsync("fuzz", "core", "--cases", "5", "--out", folder.Path);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("purews: --out ", error, StringComparison.Ordinal);
        Assert.Contains("index.json", error, StringComparison.Ordinal);
    }

    private static FuzzFailure Found(long number, string what, Role tester = Role.Client) =>
        new(
            number,
            new ModelFinding(Demand.Must, "RFC 6455 §5.6", what, $"the peer {what}"),
            new FuzzScript(tester, null, [new FuzzStep.Send(new RawFrame(1, Payload.Of("a"u8.ToArray())), Key: 1)]),
            1,
            0
        );

    private void Save(string mark, ulong seed, params FuzzFailure[] failures) =>
        FuzzFiles.Write(folder.Path, mark, seed, failures, mark);

    private SortedDictionary<string, string> Contents() =>
        new(
            Directory.GetFiles(folder.Path).ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    private string[] Ids() =>
        [
            .. CaseFiles
                .Load([folder.Path])
                .Match(Right: cases => cases, Left: problems => throw new InvalidDataException(string.Join('\n', problems)))
                .Select(found => found.Id.Text),
        ];

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync(TestContext.Current.CancellationToken, arguments);
}
