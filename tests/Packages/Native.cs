using System.Runtime.InteropServices;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>A program outside the repository that is compiled ahead of time.</summary>
internal sealed class Native : IDisposable
{
    private readonly DirectoryInfo folder;
    private readonly string program;

    private Native(DirectoryInfo folder, string program, string output) => (this.folder, this.program, Output) = (folder, program, output);

    /// <summary>The output of `dotnet publish`, with the warnings of the compiler.</summary>
    public string Output { get; }

    /// <summary>The size of the program.</summary>
    public long Bytes => new FileInfo(program).Length;

    /// <summary>Compiles a program of the folder Native with some of our packages, whose code is compiled completely.</summary>
    public static async Task<Native> PublishAsync(Feed feed, string source, IReadOnlyList<string> packages)
    {
        var place = Directory.CreateTempSubdirectory("purews-native-");
        var (name, isFSharp) = (Path.GetFileNameWithoutExtension(source), source.EndsWith(".fs", StringComparison.Ordinal));
        var project = $"{name}.{(isFSharp ? "fsproj" : "csproj")}";
        File.Copy(Path.Combine(Solution.Folder, "tests/Packages/Native", source), Path.Combine(place.FullName, source));
        await File.WriteAllTextAsync(Path.Combine(place.FullName, "NuGet.config"), Sources(feed));
        await File.WriteAllTextAsync(Path.Combine(place.FullName, project), $"""
            <Project Sdk="Microsoft.NET.Sdk{(isFSharp ? "" : ".Web")}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <PublishAot>true</PublishAot>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup>
                {(isFSharp ? $"<Compile Include=\"{source}\" />" : "")}
                {string.Concat(packages.Select(package => Reference(feed[package])))}
              </ItemGroup>
            </Project>
            """);
        var output = await Dotnet.RunAsync(place.FullName, "publish", project, "-o", "out");
        return new Native(place, Path.Combine(place.FullName, "out", name), output);
    }

    /// <summary>Runs the program, and returns its output.</summary>
    public Task<string> RunAsync() => Dotnet.RunAsync(folder.FullName, program, []);

    public void Dispose() => folder.Delete(recursive: true);

    private static string Reference(Package package) =>
        $"<PackageReference Include=\"{package.Id}\" Version=\"{package.Version}\" /><TrimmerRootAssembly Include=\"{package.Id}\" />";

    /// <summary>
    /// Our packages come from the feed, and the compiler from the registry that this machine has configured. The folder of the tests keeps
    /// the compiler for the next run, and not our packages, which have the same version after a change.
    /// </summary>
    private static string Sources(Feed feed)
    {
        var kept = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "compiler"));
        foreach (var ours in feed.Packages.SelectMany(package => kept.GetDirectories(package.Id.ToLowerInvariant())))
            ours.Delete(recursive: true);
        return $"""
            <configuration>
              <packageSources><add key="feed" value="{feed.Folder}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{kept.FullName}" /></config>
            </configuration>
            """;
    }
}
