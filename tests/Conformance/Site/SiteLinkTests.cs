using System.Text.Json;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The built site is whole: each page is in it and in its navigation, and each link leads somewhere.</summary>
public sealed class SiteLinkTests
{
    [Fact]
    public void Each_link_of_the_site_leads_to_a_file_and_an_anchor()
    {
        BuiltSite.Require();
        var anchors = BuiltSite.Pages().ToDictionary(page => page, page => BuiltSite.Anchors(page).ToHashSet(StringComparer.Ordinal));
        var (links, broken) = (0, new List<string>());
        foreach (var page in anchors.Keys)
        {
            foreach (var link in BuiltSite.Links(page).Where(IsWithinSite))
            {
                links++;
                if (!Leads(page, link, anchors)) broken.Add($"{page} → {link}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{links} links of {anchors.Count} pages");
        Assert.True(links > 5000 && anchors.Count > 200, $"only {links} links of {anchors.Count} pages were found");
        Assert.True(broken.Count == 0, $"{broken.Count} links lead nowhere:\n{string.Join('\n', broken.Take(100))}");
    }

    [Fact]
    public void Each_page_is_in_the_site_and_in_its_navigation()
    {
        BuiltSite.Require();
        var expected = KeptDocument
            .Files("docs", "*.md")
            .Where(path => path != "docs/index.md")
            .Concat(["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "bench/README.md"])
            .Concat(KeptDocument.Files("src", "README.md"))
            .Select(path => Path.ChangeExtension(path, ".html"))
            .ToArray();
        Assert.Equal([], expected.Append("index.html").Except(BuiltSite.Pages()));
        using var navigation = JsonDocument.Parse(File.ReadAllText(Path.Combine(BuiltSite.Path, "docs", "toc.json")));
        var named = Targets(navigation.RootElement).Select(target => Path.GetRelativePath("/", Path.GetFullPath($"/docs/{target}")));
        Assert.Equal(expected.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_reference_has_every_public_type_of_the_libraries()
    {
        BuiltSite.Require();
        var pages = BuiltSite.Pages().ToHashSet(StringComparer.Ordinal);
        Type[] types =
        [
            .. typeof(Protocol).Assembly.GetExportedTypes(),
            .. typeof(WebSocketServer).Assembly.GetExportedTypes(),
            .. typeof(Case).Assembly.GetExportedTypes(),
        ];
        Assert.True(types.Length > 150, $"{types.Length} types were found");
        Assert.Equal([], types.Select(type => $"api/{type.FullName!.Replace('+', '.').Replace('`', '-')}.html").Except(pages));
    }

    [Fact]
    public void The_search_finds_every_page_of_the_documents()
    {
        BuiltSite.Require();
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(BuiltSite.Path, "index.json")));
        var found = index.RootElement.EnumerateObject().Select(page => page.Name).ToHashSet(StringComparer.Ordinal);
        var expected = KeptDocument.Files("docs", "*.md").Except(["docs/index.md"]).Select(path => Path.ChangeExtension(path, ".html"));
        Assert.Equal([], expected.Except(found));
    }

    private static bool IsWithinSite(string link) => !link.Contains(':', StringComparison.Ordinal) && link is not ("" or "#");

    private static bool Leads(string page, string link, Dictionary<string, System.Collections.Generic.HashSet<string>> anchors)
    {
        var (before, anchor) = link.Split('#') is [var path, var after] ? (path, Uri.UnescapeDataString(after)) : (link, "");
        var file = before.Split('?')[0] is { Length: > 0 } target
            ? Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(page)!, Uri.UnescapeDataString(target))))
            : page;
        var full = Path.Combine(BuiltSite.Path, file);
        if (anchor.Length == 0) return File.Exists(full) || File.Exists(Path.Combine(full, "index.html"));
        return anchors.TryGetValue(file, out var known) && known.Contains(anchor);
    }

    private static IEnumerable<string> Targets(JsonElement item)
    {
        if (item.TryGetProperty("href", out var href)) yield return href.GetString()!;
        if (!item.TryGetProperty("items", out var items)) yield break;
        foreach (var target in items.EnumerateArray().SelectMany(Targets)) yield return target;
    }
}
