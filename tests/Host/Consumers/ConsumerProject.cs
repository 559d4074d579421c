using System.Diagnostics;
using System.Text.Json;

namespace Pure.WebSockets.Host.Tests.Consumers;

/// <summary>
/// A project in a new folder outside the repository that uses our packages from a folder. Their dependencies come from the cache of this
/// repository, so no registry is contacted. Warnings are errors there, including NuGet's.
/// </summary>
internal sealed class ConsumerProject : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly Lazy<Task<DirectoryInfo>> Feed = new(PackAsync);

    private readonly DirectoryInfo folder;
    private readonly string project;

    private ConsumerProject(DirectoryInfo folder, string project) => (this.folder, this.project) = (folder, project);

    /// <summary>The folder of this repository.</summary>
    public static string Repository => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    /// <summary>Writes a project that refers to some of our packages, which are packed once, as built.</summary>
    /// <param name="extension">csproj or fsproj.</param>
    /// <param name="references">The items of the project.</param>
    /// <param name="program">Its source.</param>
    public static async Task<ConsumerProject> CreateAsync(string extension, string references, string program)
    {
        var fresh = Directory.CreateTempSubdirectory("purews-consumer-");
        var created = new ConsumerProject(fresh, $"Consumer.{extension}");
        var feed = await Feed.Value;
        created.Write(
            "NuGet.config",
            $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{feed.FullName}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{RestoredPackages()}" /></fallbackPackageFolders>
              <config><add key="globalPackagesFolder" value="packages" /></config>
            </configuration>
            """);
        created.Write(created.project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
            </Project>
            """);
        created.Write(extension == "csproj" ? "Program.cs" : "Program.fs", program);
        return created;
    }

    /// <summary>The nuspec of one of our packages.</summary>
    public static string Specification(string package)
    {
        using var archive = System.IO.Compression.ZipFile.OpenRead(Feed.Value.Result.GetFiles($"{package}.0.*.nupkg").Single().FullName);
        using var reader = new StreamReader(archive.GetEntry($"{package}.nuspec")!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>Restores and builds the project, and returns the output. The test fails on an error or a warning.</summary>
    public Task<string> BuildAsync() => RunAsync(folder, "build", project, "-o", "out");

    /// <summary>Runs the program, and returns its output.</summary>
    public Task<string> RunAsync(params string[] arguments) => RunAsync(folder, ["out/Consumer.dll", .. arguments]);

    /// <summary>Starts the program with its standard input and output connected to the test. The test ends it.</summary>
    public Process Start(params string[] arguments)
    {
        var start = Command(folder, ["out/Consumer.dll", .. arguments]);
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);

    /// <summary>The folder with the NuGet packages of this test project.</summary>
    private static string RestoredPackages()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository, "tests/Host/obj/project.assets.json")));
        return assets.RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
    }

    private static async Task<DirectoryInfo> PackAsync()
    {
        var feed = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "feed"));
        if (feed.Exists) feed.Delete(recursive: true);
        feed.Create();
        foreach (var packed in (string[])["Core", "Host", "FSharp", "FSharp.Host", "Conformance", "FsCheck"])
            await RunAsync(feed, "pack", Path.Combine(Repository, "src", packed), "-c", Configuration, "--no-build", "-o", feed.FullName);
        return feed;
    }

    private static ProcessStartInfo Command(DirectoryInfo where, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = where.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Variables that `dotnet test` sets for its own build must not apply to this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return start;
    }

    private static async Task<string> RunAsync(DirectoryInfo where, params string[] arguments)
    {
        using var process = Process.Start(Command(where, arguments))!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} has not ended within {Patience}", exception);
        }

        var told = await output + await errors;
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{told}");
        return told;
    }
}
