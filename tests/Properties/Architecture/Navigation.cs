using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>
/// docs/toc.yml is the navigation of the site: each page has one place in it. Each package has its places too. Those of the commands are
/// checked in tests/Conformance/Pages, which knows the tool.
/// </summary>
public sealed partial class Navigation
{
    /// <summary>The pages outside of docs that are part of the site.</summary>
    private static readonly string[] Outside =
    [
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "bench/README.md",
        .. Repository.Files(Path.Combine(Repository.Folder, "src"), "README.md").Select(Relative),
    ];

    private static readonly string[] Landing = ["docs/index.md"];

    [Fact]
    public void Each_page_has_one_place()
    {
        var placed = Placed();
        var pages = Repository
            .Files(Repository.Docs, "*.md")
            .Select(Relative)
            .Concat(Outside)
            .Except(Landing)
            .ToArray();
        Assert.True(pages.Length > 30, $"{pages.Length} pages were found");
        Places.AssertNone(
            from page in pages
            let places = placed.Count(place => place == page)
            where places != 1
            select $"{page} has {places} places",
            "Add each page once to docs/toc.yml, in the part in which a reader looks for it."
        );
    }

    [Fact]
    public void Each_place_leads_to_a_page_of_docs_or_to_one_that_may_still_come() =>
        Places.AssertNone(
            Placed().Where(place => !place.StartsWith("docs/", StringComparison.Ordinal) && !Outside.Contains(place)),
            "docs/toc.yml names files that are not part of the site: add them to this test and to tools/site, or correct the path."
        );

    [Fact]
    public void The_landing_page_and_the_questions_name_every_tutorial()
    {
        var tutorials = Placed().Where(place => place.StartsWith("docs/tutorials/", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(tutorials);
        Places.AssertNone(
            from page in new[] { "index.md", "how-to.md" }
            let text = File.ReadAllText(Path.Combine(Repository.Docs, page))
            from tutorial in tutorials
            where !text.Contains($"]({tutorial["docs/".Length..]}", StringComparison.Ordinal)
            select $"docs/{page} does not lead to {tutorial}",
            "Add a link."
        );
    }

    [Fact]
    public void Each_package_is_on_the_site()
    {
        var packages = Package()
            .Matches(File.ReadAllText(Path.Combine(Repository.Folder, "Pure.WebSockets.sln")))
            .Select(match => (Name: match.Groups["name"].Value, Folder: match.Groups["folder"].Value, Project: match.Groups["file"].Value))
            .ToArray();
        Assert.True(packages.Length > 6, $"{packages.Length} packages were found");
        Places.AssertNone(
            packages.SelectMany(package => Missing(package.Name, package.Folder, package.Project)),
            "Add the package to these places."
        );
    }

    private static IEnumerable<string> Missing(string name, string folder, string project)
    {
        var isLibrary = !Read($"src/{folder}/{project}").Contains("<PackAsTool>", StringComparison.Ordinal);
        (string File, string Text, bool IsNeeded)[] places =
        [
            ("docs/toc.yml", $"- name: {name}\n      href: ../src/{folder}/README.md\n", true),
            ("docs/packages.md", $"| [{name}](../src/{folder}/README.md) |", true),
            ("docs/site/libraries.slnf", $"\"src/{folder}/{project}\"", isLibrary),
        ];
        return from place in places
               where place.IsNeeded && !Read(place.File).Contains(place.Text, StringComparison.Ordinal)
               select $"{name} is not in {place.File}";
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Folder, path));

    private static string Relative(string path) => Path.GetRelativePath(Repository.Folder, path).Replace('\\', '/');

    /// <summary>The pages of the navigation, as paths in the repository.</summary>
    private static string[] Placed() =>
        [
            .. Target()
                .Matches(File.ReadAllText(Path.Combine(Repository.Docs, "toc.yml")))
                .Select(match => match.Groups["path"].Value)
                .Select(path => path.StartsWith("../", StringComparison.Ordinal) ? path[3..] : $"docs/{path}"),
        ];

    [GeneratedRegex(@"^\s*href: (?<path>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Target();

    [GeneratedRegex(@"""src\\(?<folder>[^\\""]+)\\(?<file>(?<name>[^\\""]+)\.[cf]sproj)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Package();
}
