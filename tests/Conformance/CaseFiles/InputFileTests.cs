using System.Diagnostics;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests that every input file is read within a bound, whatever kind of file it is.</summary>
public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The options and arguments that name a file to read, with the words before the file.</summary>
    public static TheoryData<string> FileOptions =>
    [
        "test core --cases-file",
        "fuzz core --replay",
        "test server ws://127.0.0.1:1 --profile",
        "test server wss://127.0.0.1:1 --ca",
        "test client --spec",
        "test client --url wss://127.0.0.1:0 --cert",
        "test client --url wss://127.0.0.1:0 --key",
        "test core --expect",
        "report diff",
        "wstest -m fuzzingclient -s",
        "wstest -m fuzzingserver -s",
        "wstest -m massconnect -s",
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(FileOptions))]
    public async Task A_device_without_an_end_is_reported_with_the_bound(string words)
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "this system has no /dev/zero");
        await AssertTooLargeAsync(words, "/dev/zero");
    }

    [Theory]
    [MemberData(nameof(FileOptions))]
    public async Task An_enormous_file_is_reported_with_the_bound(string words)
    {
        var path = Path.Combine(folder.Path, "enormous.json");
        // The file has no content, so that it takes no space.
        using (var file = File.Create(path)) file.SetLength(300L * 1024 * 1024 * 1024);
        await AssertTooLargeAsync(words, path);
    }

    [Theory]
    [MemberData(nameof(FileOptions))]
    public async Task A_folder_is_reported_in_plain_words(string words)
    {
        var (code, _, error) = await ToolProcess.RunAsync(Stop, [.. words.Split(' '), folder.Path]);
        Assert.Equal(2, code);
        Assert.Contains(folder.Path, error, StringComparison.Ordinal);
        Assert.Matches("it is a folder, not a file|the folder contains no|there is no such file", error);
    }

    [Fact]
    public async Task A_pipe_is_read_to_its_end()
    {
        var (path, cases) = (MakePipe(), CaseFile.Write(Catalogue.All.Take(1)));
        var reading = Task.Run(() => InputFile.Cases.Read(path), Stop);
        await File.WriteAllBytesAsync(path, cases, Stop);
        Assert.Equal(cases, await reading.WaitAsync(ToolProcess.Patience, Stop));
    }

    [Fact]
    public void A_pipe_to_which_nothing_is_written_is_an_error()
    {
        var path = MakePipe();
        var error = Assert.Throws<InputFileException>(() => InputFile.Cases.Read(path, TimeSpan.FromMilliseconds(50)));
        Assert.Equal("its end did not come within 0.05 s; a pipe needs a program that writes to it and closes it", error.Message);
    }

    [Fact]
    public void A_file_of_exactly_the_maximum_size_is_read()
    {
        var path = Path.Combine(folder.Path, "largest");
        using (var file = File.Create(path)) file.SetLength(InputFile.Profile.Most);
        Assert.Equal(InputFile.Profile.Most, InputFile.Profile.Read(path).Length);
        using (var file = File.OpenWrite(path)) file.SetLength(InputFile.Profile.Most + 1);
        var error = Assert.Throws<InputFileException>(() => InputFile.Profile.Read(path));
        Assert.Equal("it is larger than 16 MiB, the maximum size of a profile", error.Message);
    }

    [Fact]
    public void The_whole_catalogue_fits_into_a_case_file() =>
        Assert.InRange(CaseFile.Write(Catalogue.All).Length, 1, InputFile.Cases.Most / 16);

    /// <summary>A report that is merged is a file of the user as well.</summary>
    [Fact]
    public async Task A_report_that_is_merged_is_read_within_the_bound()
    {
        var (from, to) = (Path.Combine(folder.Path, "from"), Path.Combine(folder.Path, "to"));
        await ToolProcess.RunAsync(Stop, "test", "core", "--cases", "2.1", "--out", from);
        var page = Directory.GetFiles(from, "*case_2_1.json").Single();
        using (var file = File.Create(page)) file.SetLength(InputFile.Report.Most + 1L);
        var (code, _, error) = await ToolProcess.RunAsync(Stop, "report", "merge", from, "--out", to);
        Assert.Equal(2, code);
        Assert.Contains(page, error, StringComparison.Ordinal);
        Assert.Contains("it is larger than 256 MiB, the maximum size of a file of a report", error, StringComparison.Ordinal);
    }

    /// <summary>The details beside an index are read with it.</summary>
    [Fact]
    public async Task The_details_of_an_index_are_read_within_the_bound()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "index.json"), "{}", Stop);
        using (var file = File.Create(Path.Combine(folder.Path, "details.json"))) file.SetLength(InputFile.Index.Most + 1L);
        var (code, _, error) = await ToolProcess.RunAsync(Stop, "report", "diff", folder.Path, folder.Path);
        Assert.Equal(2, code);
        Assert.Contains("it is larger than 64 MiB, the maximum size of an index of reports", error, StringComparison.Ordinal);
    }

    /// <summary>All other reads of files would need a bound of their own.</summary>
    [Fact]
    public void No_other_code_reads_files()
    {
        var root = Repository();
        var readers =
            from part in new[] { "Conformance", "Tool" }
            from path in Directory.EnumerateFiles(Path.Combine(root, "src", part), "*.cs", SearchOption.AllDirectories)
            let text = File.ReadAllText(path)
            where text.Contains("File.ReadAll", StringComparison.Ordinal)
                || text.Contains("File.OpenRead", StringComparison.Ordinal)
                || text.Contains("File.ReadLines", StringComparison.Ordinal)
                || text.Contains("File.Copy", StringComparison.Ordinal)
                || text.Contains("FileMode.Open,", StringComparison.Ordinal)
                    && !text.Contains("FileMode.Open, FileAccess.Write,", StringComparison.Ordinal)
            select Path.GetFileName(path);
        Assert.Equal(["InputFile.cs"], readers);
    }

    private static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "ARCHITECTURE.md"))) at = at.Parent;
        return at.FullName;
    }

    private static async Task AssertTooLargeAsync(string words, string path)
    {
        var (code, _, error) = await ToolProcess.RunAsync(Stop, [.. words.Split(' '), path]);
        Assert.Equal(2, code);
        Assert.Contains($"'{path}'", error, StringComparison.Ordinal);
        Assert.Matches("it is larger than [0-9]+ MiB, the maximum size of an? ", error);
    }

    private string MakePipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders");
        var path = Path.Combine(folder.Path, "pipe.json");
        using var made = Process.Start("mkfifo", [path]);
        Assert.True(made.WaitForExit(ToolProcess.Patience));
        return path;
    }
}
