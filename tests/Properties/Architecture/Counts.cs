using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The tool prints "1 case" and "2 cases", never "1 cases". A plural noun after a number in a string therefore comes from CountText.
/// </summary>
public sealed partial class Counts
{
    private static readonly string[] Folders =
    [
        "src/Tool",
        "src/Conformance/Fuzzing",
        "src/Conformance/FuzzingServer",
        "src/Conformance/Learning",
        "src/Conformance/Reports",
    ];

    /// <summary>Strings whose number is never 1, or whose text is fixed.</summary>
    private static readonly (string Text, string Reason)[] Allowed =
    [
        ("{cases.Count} test cases", "the Autobahn Testsuite prints this text, and scripts wait for it"),
        ("Ok, will run {count} cases", "the Autobahn Testsuite prints this text, and scripts wait for it"),
        ("{files} files named in an index are", "the number is at least 2"),
        ("{view.Agents.Count} agents", "the number is at least 2"),
        ("at most {Shard.MaxCount} parts", "the number is a constant"),
        ("more than {MostContradictions} times", "the number is a constant"),
        ("more than {flooded.Octets} bytes", "the number is a large limit"),
        ("{run.Patience:0.###} times as long", "the number is greater than 1"),
    ];

    [Fact]
    public void A_number_before_a_plural_noun_is_written_with_CountText()
    {
        var files = Folders.SelectMany(folder => Repository.Files(Path.Combine(Repository.Folder, folder), "*.cs")).ToArray();
        Assert.True(files.Length > 40, $"{files.Length} files were found");
        Places.AssertNone(
            from path in files
            from line in File.ReadLines(path)
            where Plural().IsMatch(line) && !Allowed.Any(allowed => line.Contains(allowed.Text, StringComparison.Ordinal))
            select $"{Path.GetRelativePath(Repository.Folder, path)}: {line.Trim()}",
            "Write the number and its noun with CountText.Of."
        );
    }

    [Theory]
    [InlineData("$\"{count} cases\"")]
    [InlineData("$\"{report.Unrepeated} findings on a used connection\"")]
    [InlineData("$\"{failed} failures, {others} other findings\"")]
    public void A_plural_noun_after_a_number_is_found(string text) => Assert.Matches(Plural(), text);

    [GeneratedRegex(
        @"\$.*\} (?:(?:other|more|saved|test|extra|random) )?(?:agents|answers|bytes|cases|clients|connections|conversations|differences|"
            + "failures|files|findings|frames|inputs|messages|others|parts|repetitions|servers|states|steps|times|transitions|words)\\b",
        RegexOptions.None,
        10_000
    )]
    private static partial Regex Plural();
}
