using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The code of the pages is compiled and run. A block of C# or F# stands, line by line, in a source of the samples or the tests, or is
/// marked as a program, which tests/Conformance/Pages runs as it stands on the page. Blocks in other languages have tests of their own.
/// </summary>
public sealed partial class CodeBlocks
{
    /// <summary>The tests that run the blocks in other languages: the page, the language, and the source of the test.</summary>
    private static readonly (string Page, string Language, string Test)[] Others =
    [
        ("case-files.md", "json", "tests/Conformance/CaseFiles/CaseFilesPageTests.cs"),
        ("fuzzing.md", "json", "tests/Conformance/Pages/DataOfPagesTests.cs"),
        ("fuzz-findings.md", "python", "tests/Conformance/Pages/DataOfPagesTests.cs"),
        ("observer.md", "text", "tests/Conformance/Pages/ProgramsOfPagesTests.cs"),
        ("profiles.md", "json", "tests/Conformance/Pages/DataOfPagesTests.cs"),
        ("properties.md", "xml", "tests/FsCheck/PageExamples.cs"),
        ("reports.md", "yaml", "tests/Conformance/Pages/DataOfPagesTests.cs"),
        ("states.md", "mermaid", "tests/Properties/SmallWorld/StatesPageTests.cs"),
        ("tutorials/drive-the-core.md", "text", "tests/Conformance/Pages/ProgramsOfPagesTests.cs"),
        ("tutorials/first-property.md", "text", "tests/FsCheck/TutorialExamples.cs"),
        ("tutorials/first-server.md", "text", "tests/Conformance/Pages/ProgramsOfPagesTests.cs"),
        ("tutorials/test-a-server.md", "javascript", "tests/Conformance/Pages/ProgramsOfPagesTests.cs"),
        ("tutorials/test-a-server.md", "text", "tests/Conformance/Pages/ProgramsOfPagesTests.cs"),
    ];

    private static readonly Lazy<string[]> Compiled = new(() =>
        [
            .. from root in new[] { "samples", "tests" }
            from pattern in new[] { "*.cs", "*.fs" }
            from path in Repository.Files(Path.Combine(Repository.Folder, root), pattern)
            where !path.EndsWith("/Architecture/CodeBlocks.cs", StringComparison.Ordinal)
            select Lines(File.ReadAllText(path)),
        ]
    );

    public static TheoryData<string> Documents =>
        [.. Repository.Files(Repository.Docs, "*.md").Select(path => Path.GetRelativePath(Repository.Docs, path).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_block_of_CSharp_and_FSharp_is_compiled(string document) =>
        Places.AssertNone(
            from block in Of(document)
            where block.Language is "csharp" or "fsharp" && !block.IsProgram
            where !Compiled.Value.Any(source => source.Contains(Lines(block.Code), StringComparison.Ordinal))
            select $"docs/{document}:{block.Line}",
            "These blocks stand in no source of samples or tests. Add them to one that runs them, or mark a whole program."
        );

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_block_in_another_language_has_its_test(string document) =>
        Places.AssertNone(
            from block in Of(document)
            where block.Language is not ("csharp" or "fsharp" or "" or "shell")
            where !Others.Any(other => other.Page == document && other.Language == block.Language)
            select $"docs/{document}:{block.Line} ({block.Language})",
            "Write a test that reads and runs these blocks, and add it to the table of this test."
        );

    [Fact]
    public void The_tests_of_other_languages_read_the_pages() =>
        Places.AssertNone(
            from other in Others
            let file = Path.Combine(Repository.Folder, other.Test)
            where !File.Exists(file) || !File.ReadAllText(file).Contains(other.Page, StringComparison.Ordinal)
                || !Of(other.Page).Any(block => block.Language == other.Language)
            select $"{other.Test} for {other.Language} of {other.Page}",
            "These tests do not exist, do not name the page, or the page has no such block."
        );

    [Fact]
    public void There_are_many_blocks()
    {
        var blocks = Documents.SelectMany(row => Of(row.Data)).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{blocks.Length} blocks: "
                + string.Join(", ", blocks.GroupBy(block => block.Language).Select(group => $"{group.Count()} {group.Key}"))
        );
        Assert.True(blocks.Count(block => block.Language is "csharp" or "fsharp") > 50, "the blocks were not found");
    }

    private static IEnumerable<Block> Of(string document)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Docs, document));
        return from match in Fenced().Matches(text)
               select new Block(
                   match.Groups["language"].Value,
                   match.Groups["code"].Value,
                   match.Groups["program"].Success,
                   text.AsSpan(0, match.Index).Count('\n') + 1
               );
    }

    /// <summary>
    /// The lines without their indentation, which differs on the page, without empty lines, and without the imports of a file.
    /// </summary>
    private static string Lines(string code) =>
        string.Concat(
            from line in code.Split('\n')
            let trimmed = line.Trim()
            where trimmed.Length > 0 && !Import().IsMatch(trimmed)
            select $"{trimmed}\n"
        );

    [GeneratedRegex(
        @"^(?<program><!-- program: [\w.-]+ -->\n)?```(?<language>\w*)\n(?<code>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^(using [\w.]+;|open [\w.]+)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Import();

    private sealed record Block(string Language, string Code, bool IsProgram, int Line);
}
