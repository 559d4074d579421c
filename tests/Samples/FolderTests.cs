using System.Text.RegularExpressions;

namespace Pure.WebSockets.Samples.Tests;

/// <summary>Each sample is run by a test, and docs/samples.md lists it.</summary>
public sealed partial class FolderTests
{
    /// <summary>The folders with files. Builds leave the folders bin and obj of a sample that has been renamed.</summary>
    public static TheoryData<string> Samples =>
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(SampleProgram.Repository, "samples"))
                .Where(path => Directory.EnumerateFiles(path).Any())
                .Select(path => Path.GetFileName(path)),
        ];

    private static string Tests { get; } = string.Concat(
        Directory.EnumerateFiles(Path.Combine(SampleProgram.Repository, "tests/Samples"), "*.cs").Select(File.ReadAllText)
    );

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_test_runs_each_sample(string sample)
    {
        var project = Assert.Single(Directory.EnumerateFiles(Path.Combine(SampleProgram.Repository, "samples", sample), "*.*proj"));
        var solution = File.ReadAllText(Path.Combine(SampleProgram.Repository, "Pure.WebSockets.sln"));
        Assert.Contains($@"samples\{sample}\{Path.GetFileName(project)}", solution, StringComparison.Ordinal);

        // A sample that is a test project is run by `dotnet test`, as the tests here are.
        var isTestProject = File.ReadAllText(project).Contains("<IsTestProject>true</IsTestProject>", StringComparison.Ordinal);
        Assert.True(isTestProject || Runs().Matches(Tests).Any(found => found.Groups["sample"].Value == sample), $"no test runs {sample}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_page_lists_each_sample(string sample)
    {
        var page = File.ReadAllText(Path.Combine(SampleProgram.Repository, "docs/samples.md"));
        Assert.Contains($"| [{sample}](../samples/{sample}) |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_lists_no_other_samples()
    {
        var page = File.ReadAllText(Path.Combine(SampleProgram.Repository, "docs/samples.md"));
        var listed = Row().Matches(page).Select(found => found.Groups["sample"].Value).Order(StringComparer.Ordinal);
        Assert.Equal(Samples.Select(row => row.Data).Order(StringComparer.Ordinal), listed);
    }

    [GeneratedRegex(@"SampleProgram\.(Start|Serve|Run)(Async)?\(\s*""(?<sample>\w+)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Runs();

    [GeneratedRegex(@"^\| \[\w+\]\(../samples/(?<sample>\w+)\) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();
}
