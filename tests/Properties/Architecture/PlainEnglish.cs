using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Comments, messages and documentation are in plain English. This test rejects phrases that readers had to read twice. A phrase is added
/// here when it is found in a review.
/// </summary>
public sealed partial class PlainEnglish
{
    /// <summary>The files and folders that are checked.</summary>
    private static readonly string[] Checked =
    [
        "src",
        "docs",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "SECURITY.md",
        "bench/README.md",
    ];

    /// <summary>Text that contains a phrase for a good reason, such as a quotation of an RFC.</summary>
    private static readonly (string Path, string Text, string Reason)[] Allowed = [];

    [Fact]
    public void No_text_contains_a_banned_phrase()
    {
        var files = Checked.SelectMany(FilesOf).Select(path => (Path: Relative(path), Text: Join(path))).ToArray();
        Assert.True(files.Length > 40, $"{files.Length} files were found");
        var found = (
            from file in files
            from match in Banned().Matches(file.Text)
            let excerpt = Excerpt(file.Text, match)
            where !Allowed.Any(allowed => allowed.Path == file.Path && excerpt.Contains(allowed.Text, StringComparison.Ordinal))
            select $"{file.Path}: “{match.Value}” in “{excerpt}”"
        ).ToArray();
        Assert.True(found.Length == 0, $"{found.Length} places:\n{string.Join('\n', found)}");
    }

    [Theory]
    [InlineData("/// <summary>What is told of it.</summary>")]
    [InlineData("Who reads in this way waits.")]
    [InlineData("the request line is no request line")]
    [InlineData("a text that is none")]
    [InlineData("a pong that nobody asked for")]
    [InlineData("all fields but for those")]
    [InlineData("within a message that is under way")]
    [InlineData("the bytes behind the head")]
    public void A_banned_phrase_is_found(string text) => Assert.Matches(Banned(), text);

    [Theory]
    [InlineData("There is no timer, and if there is none, nothing waits.")]
    [InlineData("The server runs behind a proxy. It is no longer open.")]
    [InlineData("/// <summary>The state after the input.</summary>")]
    [InlineData("so much that it blocks")]
    public void Plain_text_passes(string text) => Assert.DoesNotMatch(Banned(), text);

    private static IEnumerable<string> FilesOf(string path)
    {
        var full = Path.Combine(Repository.Folder, path);
        if (File.Exists(full)) return [full];
        return Directory.Exists(full) ? new[] { "*.cs", "*.fs", "*.md" }.SelectMany(pattern => Repository.Files(full, pattern)) : [];
    }

    private static string Relative(string path) =>
        Path.GetRelativePath(Repository.Folder, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>
    /// The text of a file with the lines of a comment or a paragraph joined, since a phrase may be broken over two lines.
    /// </summary>
    private static string Join(string path)
    {
        var text = File.ReadAllText(path);
        return path.EndsWith(".md", StringComparison.Ordinal) ? BrokenParagraph().Replace(text, " ") : BrokenComment().Replace(text, " ");
    }

    private static string Excerpt(string text, Match match)
    {
        const int Around = 60;
        var from = Math.Max(0, match.Index - Around);
        return text[from..Math.Min(text.Length, match.Index + match.Length + Around)].ReplaceLineEndings(" ");
    }

    [GeneratedRegex(
        """
        # clauses with "who" and "what" as subjects
        (<summary>|<returns>|<param\ name="\w+">|(?<=^\s*)///?\ )(What|Who|Whoever)\ (?!if\b)\w
        | \b[Ww]ho(ever)?\ (reads|writes|asks|sends|receives|waits|steps|calls|takes|gives|closes|listens|uses|has|wants|knows|looks)\b
        | \bwhoever\b
        # negation of the predicate: "is not a", "no … exists"
        | (?<!\b[Tt]here\ )\b(is|are|was)\ none\b(?!\ of)
        | (?<!\b[Tt]here\ )\bis\ no\ (?!longer\b|more\b|one\b|other\b|different\b|larger\b|later\b|less\b)[a-z]
        # people as actors
        | \b([Ss]ome|[Nn]o|[Aa]ny)body\b
        | \b(he|his|him|himself)\b
        # verbs for report, log, return, throw
        | \btold\b | \btells?\ of\b | \bnothing\ is\ said\b | \bsays?\ so\b | \bsaid\ (so|once)\b
        # words of place and time
        | \bbehind\ (it|them|that|this|those|which|one|what|each|another|all)\b
        | \bbehind\ the\ (last|first|others?|message|frame|head|request|response|close|match|block|write|colon|name|value|end)\b
        | \bunder\ way\b | \bfor\ ever\b | \bthat\ (is|are)\ there\b | \bthere\ and\ back\b
        | \b(may|must|can|cannot)\ (not\ )?stand\b
        # numbers and exceptions
        | \bso\ many\b(?!\ that) | \bmilliards?\b | \bbut\ for\b(?!\ the\ first\ time) | \bfor\ want\ of\b | \blest\b
        # other turns
        | \bof\ one's\ own\b | \bas\ one\ would\b | \bnone\ such\b | \bthereof\b | \bwhereof\b | \bhold(s)?\ against\b
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Banned();

    [GeneratedRegex(@"(?<=^[^\n]*//[^\n]*)\n\s*///?\s?(?!<)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BrokenComment();

    [GeneratedRegex(@"(?<=[^\n])\n(?=[ \w(])\s*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BrokenParagraph();
}
