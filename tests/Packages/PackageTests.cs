using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>What is in the packages that `dotnet pack` makes of the solution.</summary>
public sealed partial class PackageTests
{
    private const int SmallestDescription = 80;
    private const int LargestDescription = 200;
    private const int FewestTags = 4;

    /// <summary>The projects in src, whose names are those of their packages.</summary>
    public static TheoryData<string> Names => [.. Solution.Packages];

    [Fact]
    public async Task Each_project_in_src_is_a_package_and_no_other_project_is()
    {
        var feed = await Feed.Current;
        Assert.Equal(
            Solution.Packages.Order(StringComparer.Ordinal),
            feed.Packages.Select(package => package.Id).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain("warning", feed.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_package_describes_itself(string name)
    {
        var package = (await Feed.Current)[name];
        Assert.InRange(package.Metadata("description").Length, SmallestDescription, LargestDescription);
        var tags = package.Metadata("tags").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(tags.Length >= FewestTags && tags.Contains("websocket"), $"The tags of {name} are {package.Metadata("tags")}.");
        Assert.Equal("MIT", package.Metadata("license"));
        Assert.NotEqual("", package.Metadata("authors"));
        Assert.Equal(VersionOfAll(), package.Version);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_package_names_the_repository_and_the_commit(string name)
    {
        var package = (await Feed.Current)[name];
        Assert.Equal("git", package.Metadata("repository", "type"));
        Assert.Matches("^https://", package.Metadata("repository", "url"));
        Assert.Equal(package.Metadata("repository", "url"), package.Metadata("projectUrl"));
        Assert.Matches("^[0-9a-f]{40}$", package.Metadata("repository", "commit"));
    }

    /// <summary>The package's README is what its project's README is, with links that work outside the repository.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_package_has_the_README_of_its_project_with_absolute_links(string name)
    {
        var package = (await Feed.Current)[name];
        var folder = Solution.FolderOf(name);
        var source = new Readme(await File.ReadAllTextAsync(Path.Combine(folder, "README.md")));
        Assert.StartsWith($"# {name}\n", source.Text, StringComparison.Ordinal);
        Assert.True(source.Links.Count >= 2, "The README has no links to the documentation.");
        var url = package.Metadata("repository", "url");
        Assert.Equal(
            source.Links.Select(link => $"{url}/blob/main/{Path.GetRelativePath(Solution.Folder, Path.Combine(folder, link))}"),
            package.Readme.Links
        );
        Assert.Equal(
            Link().Replace(source.Text, "").TrimEnd(),
            Link().Replace(package.Readme.Text, "").TrimEnd()
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_package_has_a_small_square_icon(string name)
    {
        var package = (await Feed.Current)[name];
        var icon = package.Entries[package.Metadata("icon")];
        Assert.Equal([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'], icon[..8]);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20)));
        Assert.Equal((128, 128), (width, height));
        Assert.InRange(icon.Length, 100, 20_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_package_holds_the_assembly_and_its_documentation_and_another_its_symbols(string name)
    {
        var feed = await Feed.Current;
        var package = feed[name];
        var assembly = package.IsTool ? "tools/net10.0/any/purews.dll" : $"lib/net10.0/{name}.dll";
        Assert.Contains(assembly, package.Entries.Keys);
        var symbols = feed.Symbols.Single(symbols => symbols.Id == name);
        Assert.Contains(Path.ChangeExtension(assembly, ".pdb"), symbols.Entries.Keys);
        if (package.IsTool) return;
        Assert.Contains("<member name=", package.Text(Path.ChangeExtension(assembly, ".xml")), StringComparison.Ordinal);
        var files = package.Entries.Keys.Where(entry => entry.StartsWith("lib/", StringComparison.Ordinal));
        Assert.Equal([assembly, Path.ChangeExtension(assembly, ".xml")], files.Order(StringComparer.Ordinal));
    }

    /// <summary>The paths of the sources do not depend on the machine. CI sets the property that this needs.</summary>
    [Fact]
    public async Task The_symbols_name_sources_by_their_path_in_the_repository()
    {
        var isInCI = Environment.GetEnvironmentVariable("CI") == "true";
        Assert.SkipUnless(isInCI, "Only CI builds with paths that do not depend on the machine.");
        foreach (var symbols in (await Feed.Current).Symbols)
        {
            var ours = symbols.Entries.Where(entry => IsOfOurs(entry.Key)).ToArray();
            Assert.NotEmpty(ours);
            foreach (var (_, bytes) in ours)
            {
                using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(bytes));
                var reader = provider.GetMetadataReader();
                var sources = reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name)).ToArray();
                Assert.NotEmpty(sources);
                Assert.DoesNotContain(sources, source => !source.StartsWith("/_/", StringComparison.Ordinal));
            }
        }
    }

    /// <summary>Our libraries use internal members of each other, so a program must not mix their versions.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_package_needs_our_other_packages_in_the_same_version_and_bounds_LanguageExt_and_FsCheck(string name)
    {
        var feed = await Feed.Current;
        foreach (var (id, versions) in feed[name].Dependencies)
        {
            var expected = id switch
            {
                "LanguageExt.Core" => "[4.4.9, 5.0.0)",
                "FsCheck" => "[3.6.0, 4.0.0)",
                _ when feed.Packages.Any(package => package.Id == id) => $"[{VersionOfAll()}]",
                _ => versions,
            };
            Assert.Equal((id, expected), (id, versions));
        }
    }

    [Theory]
    [InlineData("Pure.WebSockets", new[] { "LanguageExt.Core" })]
    [InlineData("Pure.WebSockets.Host", new[] { "LanguageExt.Core", "Microsoft.Extensions.Logging.Abstractions", "Pure.WebSockets" })]
    [InlineData("Pure.WebSockets.AspNetCore", new[] { "LanguageExt.Core", "Pure.WebSockets.Host" })]
    [InlineData("Pure.WebSockets.FSharp", new[] { "FSharp.Core", "LanguageExt.Core", "Pure.WebSockets" })]
    [InlineData(
        "Pure.WebSockets.FSharp.Host",
        new[] { "FSharp.Core", "LanguageExt.Core", "Pure.WebSockets.FSharp", "Pure.WebSockets.Host" }
    )]
    [InlineData("Pure.WebSockets.Conformance", new[] { "LanguageExt.Core", "Pure.WebSockets" })]
    [InlineData("Pure.WebSockets.FsCheck", new[] { "FsCheck", "LanguageExt.Core", "Pure.WebSockets", "Pure.WebSockets.Conformance" })]
    [InlineData("Pure.WebSockets.Tool", new string[0])]
    public async Task A_package_depends_on_few_others(string name, string[] expected)
    {
        var dependencies = (await Feed.Current)[name].Dependencies;
        Assert.Equal(expected, dependencies.Select(dependency => dependency.Id).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// From the first published version on, packages are compared with the last one. The baseline of this test has one more type.
    /// </summary>
    [Fact]
    public async Task A_type_that_the_baseline_has_and_the_package_has_not_fails_the_package()
    {
        await Feed.Current;
        var folder = Directory.CreateTempSubdirectory("purews-baseline-");
        try
        {
            var removed = Path.Combine(folder.FullName, "Removed.cs");
            await File.WriteAllTextAsync(removed, "namespace Pure.WebSockets; public static class Removed;");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Pure.WebSockets.csproj"), """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <Version>0.0.1</Version>
                  </PropertyGroup>
                </Project>
                """);
            await Dotnet.RunAsync(folder.FullName, "pack", "-o", "baseline");
            var (exitCode, output) = await Dotnet.TryAsync(
                Solution.FolderOf("Pure.WebSockets"),
                "dotnet",
                [
                    "pack", "-c", Solution.Configuration, "--no-build", "-o", Path.Combine(folder.FullName, "packed"),
                    $"-p:PackageValidationBaselinePath={folder.FullName}/baseline/Pure.WebSockets.0.0.1.nupkg",
                    // Without it, the comparison is skipped after a first one of the same assembly.
                    $"-p:_ApiCompatValidatePackageSemaphoreFile={folder.FullName}/compared",
                ]);
            Assert.NotEqual(0, exitCode);
            Assert.Contains("error CP0001: Type 'Pure.WebSockets.Removed' exists on", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether a file is the symbols of one of our assemblies. The tool contains others.</summary>
    private static bool IsOfOurs(string entry) =>
        Path.GetExtension(entry) == ".pdb" && Path.GetFileNameWithoutExtension(entry) is ("purews" or ['P', 'u', 'r', 'e', '.', ..]);

    private static string VersionOfAll() => XDocument
        .Load(Path.Combine(Solution.Folder, "Directory.Build.props"))
        .Descendants("Version")
        .Single()
        .Value;

    [GeneratedRegex(@"\]\([^)\s]+\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();
}
