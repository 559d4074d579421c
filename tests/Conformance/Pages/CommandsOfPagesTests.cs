using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The command lines of the pages: purews accepts each, and the folders and scripts that others name exist.</summary>
public sealed partial class CommandsOfPagesTests
{
    public static TheoryData<string> Documents => [.. PageProgram.Pages.Select(page => $"docs/{page}"), "README.md", "CONTRIBUTING.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Purews_accepts_each_command_line(string document)
    {
        foreach (var line in Lines(document).SelectMany(Purews))
        {
            // The files and folders of the reader are not here.
            var errors = Tool.Commands.Root()
                .Parse([.. CommandLineParser.SplitCommandLine(line)])
                .Errors.Select(error => error.Message)
                .Where(message => !message.EndsWith(" there is no such file.", StringComparison.Ordinal))
                .Where(message => !message.EndsWith(" is not an existing folder.", StringComparison.Ordinal))
                .ToArray();
            Assert.True(errors.Length == 0, $"{document}: purews {line}: {string.Join(' ', errors)}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_scripts_and_projects_of_a_command_line_exist(string document)
    {
        var named = Lines(document)
            .SelectMany(line => Place().Matches(line))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal));
        Assert.All(named, path => Assert.True(KeptDocument.Exists(path), $"{document}: {path} does not exist"));
    }

    [Fact]
    public void There_are_many_command_lines()
    {
        var lines = Documents.SelectMany(row => Lines(row.Data)).SelectMany(Purews).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{lines.Length} command lines of purews");
        Assert.True(lines.Length > 20, $"{lines.Length} were found");
    }

    /// <summary>The lines of the blocks that have no language, and of those for shells and CI systems.</summary>
    private static IEnumerable<string> Lines(string document) =>
        Block().Matches(KeptDocument.Read(document)).SelectMany(match => match.Groups["code"].Value.Split('\n'));

    /// <summary>
    /// The arguments of purews in a line, or none. Optional parts count as given. Of two words with a bar between them, the first counts. A
    /// value of the CI system becomes a number.
    /// </summary>
    private static IEnumerable<string> Purews(string line) =>
        from match in Command().Matches(line)
        let plain = Variable().Replace(match.Groups["arguments"].Value, "1")
        select Comment().Replace(plain, "").Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            .Replace("first|last", "first", StringComparison.Ordinal).Replace("…", "x", StringComparison.Ordinal)
            .Replace('\'', '"');

    [GeneratedRegex(
        @"^```(shell|yaml)?\n(?<code>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Block();

    // A message of purews begins with its name and a colon, and is not a command.
    [GeneratedRegex(
        @"(^\s*|: |\[')(purews|dotnet run -c Release --project src/Tool --) (?<arguments>[^']*('[^']*'[^']*)*?)('\])?$",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Command();

    [GeneratedRegex(@"\$\{\{[^}]*\}\}|\$\(\(.*?\)\)|\$\w+", RegexOptions.None, 10_000)]
    private static partial Regex Variable();

    // A comment, or where the shell writes the output.
    [GeneratedRegex(@"\s+(#.*|>\S+)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"(?<=(^|\s|CLONE/))(?<path>(tools|src|tests|samples|bench)(/[\w.-]+)*)(?=\s|$)",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Place();
}
