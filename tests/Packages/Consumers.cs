using System.Diagnostics;
using System.Text.Json;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>A project outside the repository.</summary>
/// <param name="Name">Its name, which is also that of its folder.</param>
/// <param name="IsFSharp">Whether the program is in F#.</param>
/// <param name="Packages">The packages that it names. Ours have the version of the feed.</param>
/// <param name="Program">The source.</param>
/// <param name="Sdk">The SDK of MSBuild.</param>
internal sealed record Consumer(
    string Name,
    bool IsFSharp,
    IReadOnlyList<string> Packages,
    string Program,
    string Sdk = "Microsoft.NET.Sdk"
);

/// <summary>
/// Projects in a new folder outside the repository that install our packages from the feed. One build restores and compiles all of them.
/// Their dependencies come from the packages that this repository has restored, so no registry is contacted. Warnings are errors there,
/// including NuGet's.
/// </summary>
internal sealed class Consumers : IDisposable
{
    private readonly DirectoryInfo folder;

    private Consumers(DirectoryInfo folder, string output)
    {
        this.folder = folder;
        Output = output;
    }

    /// <summary>The output of the build.</summary>
    public string Output { get; }

    /// <summary>Writes and builds the projects.</summary>
    public static async Task<Consumers> BuildAsync(Feed feed, IReadOnlyList<Consumer> consumers)
    {
        var fresh = Directory.CreateTempSubdirectory("purews-consumers-");
        Write("NuGet.config", Sources(feed));
        Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
            </Project>
            """);
        foreach (var consumer in consumers)
        {
            Directory.CreateDirectory(Path.Combine(fresh.FullName, consumer.Name));
            Write(PathOf(consumer), Project(feed, consumer));
            Write($"{consumer.Name}/{SourceOf(consumer)}", consumer.Program);
        }

        var projects = consumers.Select(consumer => $"<Project Path=\"{PathOf(consumer)}\" />");
        Write("Consumers.slnx", $"<Solution>{string.Concat(projects)}</Solution>");
        return new Consumers(fresh, await Dotnet.RunAsync(fresh.FullName, "build", "Consumers.slnx"));

        void Write(string name, string text) => File.WriteAllText(Path.Combine(fresh.FullName, name), text);
    }

    /// <summary>The configuration of NuGet that takes our packages from the feed, and the others from those that are restored.</summary>
    public static string Sources(Feed feed) => $"""
        <configuration>
          <packageSources><clear /><add key="feed" value="{feed.Folder}" /></packageSources>
          <fallbackPackageFolders><clear /><add key="restored" value="{RestoredPackages()}" /></fallbackPackageFolders>
          <config><add key="globalPackagesFolder" value="packages" /></config>
        </configuration>
        """;

    /// <summary>Runs the program of a consumer, and returns its output.</summary>
    public Task<string> RunAsync(string name, params string[] arguments) => Dotnet.RunAsync(folder.FullName, [Program(name), .. arguments]);

    /// <summary>Starts the program of a consumer with its standard input and output connected to the test. The test ends it.</summary>
    public Process Start(string name, params string[] arguments) => Dotnet.Start(folder.FullName, "dotnet", [Program(name), .. arguments]);

    public void Dispose() => folder.Delete(recursive: true);

    private static string Program(string name) => $"{name}/bin/Debug/net10.0/{name}.dll";

    private static string PathOf(Consumer consumer) => $"{consumer.Name}/{consumer.Name}.{(consumer.IsFSharp ? "fsproj" : "csproj")}";

    private static string SourceOf(Consumer consumer) => consumer.IsFSharp ? "Program.fs" : "Program.cs";

    private static string Project(Feed feed, Consumer consumer) => $"""
        <Project Sdk="{consumer.Sdk}">
          <ItemGroup>
            {(consumer.IsFSharp ? $"<Compile Include=\"{SourceOf(consumer)}\" />" : "")}
            {string.Concat(consumer.Packages.Select(package => Reference(feed, package)))}
          </ItemGroup>
        </Project>
        """;

    private static string Reference(Feed feed, string package) => package.Split(' ') is [var other, var version]
        ? $"<PackageReference Include=\"{other}\" Version=\"{version}\" />"
        : $"<PackageReference Include=\"{package}\" Version=\"{feed[package].Version}\" />";

    /// <summary>The folder with the NuGet packages of this test project.</summary>
    public static string RestoredPackages()
    {
        var assets = Path.Combine(Solution.Folder, "tests/Packages/obj/project.assets.json");
        using var parsed = JsonDocument.Parse(File.ReadAllText(assets));
        return parsed.RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
    }
}
