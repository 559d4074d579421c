using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>The README stays short, its programs are those of the packages, and its figures are those of the pages.</summary>
public sealed partial class Readme
{
    private const int MostLines = 200;
    private const string Facts = "## Five measured facts";

    private static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Folder, "README.md"));

    [Fact]
    public void It_has_fewer_than_200_lines() => Assert.InRange(Text.Split('\n').Length, 1, MostLines - 1);

    /// <summary>Another test builds and runs the programs of the packages' own READMEs.</summary>
    [Fact]
    public void Each_program_is_one_of_a_package()
    {
        var packages = Repository.Files(Path.Combine(Repository.Folder, "src"), "README.md").Select(File.ReadAllText).ToArray();
        var programs = Program().Matches(Text).Select(match => match.Value).ToArray();
        Assert.True(programs.Length >= 3, $"{programs.Length} programs were found");
        Places.AssertNone(
            programs.Where(program => !packages.Any(package => package.Contains(program, StringComparison.Ordinal))),
            "No README below src has these programs."
        );
    }

    [Fact]
    public void Each_measured_figure_is_on_a_page()
    {
        var pages = string.Concat(
            new[] { "performance.md", "faults.md" }.Select(page => File.ReadAllText(Path.Combine(Repository.Docs, page)))
        );
        var known = Number().Matches(pages).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var facts = Text[Text.IndexOf(Facts, StringComparison.Ordinal)..].Split("\n## ")[0];
        var figures = Number().Matches(Words().Replace(facts, " ")).Select(match => match.Value).ToArray();
        Assert.True(figures.Length > 15, $"{figures.Length} figures were found");
        Places.AssertNone(
            figures.Where(figure => !known.Contains(figure)),
            "docs/performance.md and docs/faults.md do not have these figures."
        );
    }

    [GeneratedRegex("""(?<=^```[cf]sharp\n).*?(?=^```$)""", RegexOptions.Singleline | RegexOptions.Multiline, 10_000)]
    private static partial Regex Program();

    [GeneratedRegex("""\d+([.,]\d+)*""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Number();

    /// <summary>Code and names of standards, which contain digits that are no figures.</summary>
    [GeneratedRegex("""`[^`\n]*`|RFC \d+""", RegexOptions.None, 10_000)]
    private static partial Regex Words();
}
