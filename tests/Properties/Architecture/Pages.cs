using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>The links of the documents lead to files, and ARCHITECTURE.md names files and folders that exist.</summary>
public sealed partial class Pages
{
    public static TheoryData<string> Documents =>
        [
            .. Directory
                .EnumerateFiles(Repository.Folder, "*.md")
                .Concat(Repository.Files(Repository.Docs, "*.md"))
                .Concat(Repository.Files(Path.Combine(Repository.Folder, "src"), "README.md"))
                .Select(path => Path.GetRelativePath(Repository.Folder, path)),
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_a_heading(string document)
    {
        var path = Path.Combine(Repository.Folder, document);
        Places.AssertNone(
            from link in Link().Matches(Prose(path)).Select(match => match.Groups["target"].Value)
            where !link.Contains("://", StringComparison.Ordinal) && !Exists(path, link)
            select link,
            $"These links of {document} lead nowhere."
        );
    }

    [Fact]
    public void ARCHITECTURE_names_files_and_folders_that_exist()
    {
        var files = Repository.Files(Repository.Folder, "*").Select(path => path.Replace('\\', '/')).ToArray();
        var folders = files.Select(path => Path.GetDirectoryName(path)!).Distinct().ToArray();
        var named = Named()
            .Matches(Prose(Path.Combine(Repository.Folder, "ARCHITECTURE.md")))
            .Select(match => match.Groups["path"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        Assert.True(named.Length > 40, $"{named.Length} paths were found");
        Places.AssertNone(
            from name in named
            where !files.Concat(folders).Any(path => path.EndsWith($"/{name}", StringComparison.Ordinal))
            select name,
            "ARCHITECTURE.md names these files or folders, and they do not exist."
        );
    }

    [Fact]
    public void ARCHITECTURE_names_members_of_the_files_that_declare_them()
    {
        var files = Repository.Files(Path.Combine(Repository.Folder, "src"), "*.cs").Select(path => path.Replace('\\', '/')).ToArray();
        var named = Member().Matches(Prose(Path.Combine(Repository.Folder, "ARCHITECTURE.md"))).ToArray();
        Assert.True(named.Length > 15, $"{named.Length} members were found");
        Places.AssertNone(
            from match in named
            let file = match.Groups["file"].Value
            let member = match.Groups["member"].Value
            where !files.Any(path => path.EndsWith($"/{file}", StringComparison.Ordinal) && Declares(Repository.Code(path), member))
            select $"{file} does not declare {member}",
            "Correct ARCHITECTURE.md."
        );
    }

    private static bool Declares(string code, string member) =>
        Declaration().Matches(code).Any(match => match.Groups["member"].Value == member);

    private static bool Exists(string from, string link)
    {
        var (file, heading) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
        var target = file.Length == 0 ? from : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from)!, file));
        return heading.Length == 0
            ? File.Exists(target) || Directory.Exists(target)
            : File.Exists(target) && File.ReadLines(target).Any(line => line.StartsWith('#') && Anchor(line) == heading);
    }

    /// <summary>The anchor that a heading gets: lower case, without punctuation, and with hyphens for spaces.</summary>
    private static string Anchor(string heading) =>
        string.Concat(
            heading.TrimStart('#').Trim().ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')
        )
            .Replace(' ', '-');

    /// <summary>A document without its blocks of code.</summary>
    private static string Prose(string path) => CodeBlock().Replace(File.ReadAllText(path), "");

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline, 10_000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    // A file and, after a comma, one of its members.
    [GeneratedRegex(@"`(?<file>[\w./]+\.cs)`, `(?<member>\w+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Member();

    // The last name before the parameters or the value.
    [GeneratedRegex(
        @"^ *(public|internal|protected|private)\s[^=;({]*?(?<member>\w+)\s*(<[^>(]*>)?\s*(\(|=|;|\{)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Declaration();

    // A path has a slash or the ending of a file. One with an ellipsis or a placeholder stands for several.
    [GeneratedRegex(@"`(?<path>[\w./-]*(/[\w.-]+|\.(cs|md|txt)))`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Named();
}
