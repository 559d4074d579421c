using System.Diagnostics;
using System.Text.Json;

namespace Pure.WebSockets.Host.Tests.Consumers;

/// <summary>
/// A project in a fresh folder, outside of the repository, that takes our packages from a folder. The packages that ours depend on come
/// from the cache that this repository was restored to, so no registry is asked. A warning is an error there, NuGet's included.
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

    /// <summary>Writes a project that refers to some of our packages, which are packed once, as they were built.</summary>
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

    /// <summary>What the file that NuGet reads says of one of our packages.</summary>
    public static string Specification(string package)
    {
        using var archive = System.IO.Compression.ZipFile.OpenRead(Feed.Value.Result.GetFiles($"{package}.0.*.nupkg").Single().FullName);
        using var reader = new StreamReader(archive.GetEntry($"{package}.nuspec")!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>Restores and builds it; the output. The test fails where that fails, or warns.</summary>
    public Task<string> BuildAsync() => RunAsync(folder, "build", project, "-o", "out");

    /// <summary>Runs it; what it prints.</summary>
    public Task<string> RunAsync(params string[] arguments) => RunAsync(folder, ["out/Consumer.dll", .. arguments]);

    /// <summary>Starts it with the test at its standard input and output. The test ends it.</summary>
    public Process Start(params string[] arguments)
    {
        var start = Command(folder, ["out/Consumer.dll", .. arguments]);
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);

    /// <summary>Where NuGet put the packages that this test project uses.</summary>
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
        foreach (var packed in (string[])["Core", "Host", "FSharp", "FSharp.Host"])
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

        // What `dotnet test` tells its children about its own build is not for this one.
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
