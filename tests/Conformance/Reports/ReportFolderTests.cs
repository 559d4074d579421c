using System.Diagnostics;
using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The report folder on a real file system, also with concurrent readers and if it cannot be written.</summary>
public sealed class ReportFolderTests : IDisposable
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    private readonly string path = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Fact]
    public async Task The_index_follows_the_results_by_itself()
    {
        using var folder = ReportFolder.Open(path, AtOnce);
        foreach (var id in new[] { "2.1", "7.1.1" })
        {
            folder.Add("a", Result(id));
            for (var clock = Stopwatch.StartNew(); !Told().Contains(id); await Task.Delay(5, TestContext.Current.CancellationToken))
                Assert.True(clock.Elapsed < ToolProcess.Patience, $"the index does not follow: {string.Join(", ", Told())}");
        }

        Assert.Equal(["2.1", "7.1.1"], Told());
    }

    [Fact]
    public void Nothing_is_written_by_itself_once_the_folder_is_done_with()
    {
        using (var folder = ReportFolder.Open(path, Never)) folder.Add("a", Result("2.1"));
        Assert.Equal(["a_case_2_1.html", "a_case_2_1.json"], Files());
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_file()
    {
        using var folder = ReportFolder.Open(path, AtOnce);
        var result = Result("10.1.1");
        folder.Add("a", result);
        folder.WriteIndex();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writing = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                folder.Add("a", result);
                folder.WriteIndex();
            }
        })));
        for (var read = 0; read < 300; read++)
        {
            using var report = JsonDocument.Parse(
                await File.ReadAllBytesAsync(Path.Combine(path, "a_case_10_1_1.json"), TestContext.Current.CancellationToken)
            );
            Assert.Equal(["10.1.1"], Told());
        }

        await stop.CancelAsync();
        await writing;
        folder.Dispose();
        Assert.Equal(
            ["a_case_10_1_1.html", "a_case_10_1_1.json", "details.json", "index.html", "index.json", "report.css", "report.js"],
            Files()
        );
    }

    [Fact]
    public void A_folder_that_cannot_be_is_named()
    {
        var file = Path.Combine(path, "file");
        File.WriteAllText(file, "");
        Assert.Equal(file, Assert.Throws<ReportFolderException>(() => ReportFolder.Open(file)).Path);
        Assert.Equal("/proc/reports", Assert.Throws<ReportFolderException>(() => ReportFolder.Open("/proc/reports")).Path);
        Assert.Equal("/proc", Assert.Throws<ReportFolderException>(() => ReportFolder.Open("/proc")).Path);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named_and_its_entry_is_kept()
    {
        using var folder = ReportFolder.Open(path, Never);
        Directory.CreateDirectory(Path.Combine(path, "a_case_2_1.json", "in the way"));
        var error = Assert.Throws<ReportFolderException>(() => folder.Add("a", Result("2.1")));
        Assert.Equal(Path.Combine(path, "a_case_2_1.json"), error.Path);
        Assert.Contains(error.Path, error.Message, StringComparison.Ordinal);
        folder.WriteIndex();
        Assert.Equal(["2.1"], Told());
        Assert.Equal(["details.json", "index.html", "index.json", "report.css", "report.js"], Files());
    }

    [Fact]
    public async Task An_error_of_the_automatic_index_is_thrown_with_a_later_result()
    {
        using var folder = ReportFolder.Open(path, AtOnce);
        Directory.CreateDirectory(Path.Combine(path, "index.json", "in the way"));
        ReportFolderException? error = null;
        for (var clock = Stopwatch.StartNew(); error is null;)
        {
            Assert.True(clock.Elapsed < ToolProcess.Patience, "that the index cannot be written is not told");
            try
            {
                folder.Add("a", Result("2.1"));
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
            catch (ReportFolderException found)
            {
                error = found;
            }
        }

        Assert.Equal(Path.Combine(path, "index.json"), error.Path);
    }

    [Fact]
    public void A_name_of_any_length_makes_a_file()
    {
        using var folder = ReportFolder.Open(path, Never);
        folder.Add(new string('n', 5000), Result("2.1"));
        Assert.Equal(2, Files().Length);
    }

    private static CaseResult Result(string id) => MemoryRunner.Run(Entries.Case(id), Role.Server, ConnectionOptions.Default);

    private string[] Files() => [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private string[] Told()
    {
        var file = Path.Combine(path, IndexReport.FileName);
        return File.Exists(file)
            ? [.. IndexReport.Read(file).IfLeft(error => throw new InvalidOperationException(error.ToString())).Map(entry => entry.Id.Text)]
            : [];
    }
}
