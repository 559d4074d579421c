using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>A native program, and the project from which it was compiled.</summary>
internal sealed class Native
{
    private const string Rid = "linux-x64";

    private static readonly Lazy<string> Compiler = new(CompilerFolder);

    private static readonly ConcurrentDictionary<string, Lazy<Task<Native>>> Published = new(StringComparer.Ordinal);

    private readonly string folder;
    private readonly string name;

    private Native(string folder, string name, string output) => (this.folder, this.name, Output) = (folder, name, output);

    /// <summary>The output of `dotnet publish`, with the warnings of the compiler.</summary>
    public string Output { get; }

    /// <summary>The size of the program.</summary>
    public long Bytes => new FileInfo(Path.Combine(folder, "out", name)).Length;

    /// <summary>The sizes that the compiler writes, which `tools/native-size/run` reads.</summary>
    public string Sizes => Path.Combine(folder, $"obj/Release/net10.0/{Rid}/native/{name}.mstat");

    /// <summary>Compiles a program, once for all tests.</summary>
    /// <remarks>Where the program cannot be compiled, the test is skipped, or fails if PUREWS_REQUIRE_PEERS is 1.</remarks>
    public static Task<Native> PublishAsync(NativeProgram program)
    {
        Require(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64,
            $"the programs are compiled for {Rid} only"
        );
        Require(Exists("clang") || Exists("gcc"), "NativeAOT needs a linker: neither clang nor gcc is installed");
        Assert.SkipWhen(
            program.TakesLong && Environment.GetEnvironmentVariable("PUREWS_DEPTH") is null,
            "it takes long: PUREWS_DEPTH is not set"
        );
        return Published.GetOrAdd(program.Source, _ => new(() => CompileAsync(program))).Value;
    }

    /// <summary>Runs the program, and returns its output.</summary>
    public Task<string> RunAsync() => Dotnet.RunAsync(folder, Path.Combine(folder, "out", name), []);

    private static async Task<Native> CompileAsync(NativeProgram program)
    {
        var feed = await Feed.Current;
        // The folder is in that of the tests, so that a run deletes what the last one has left. No settings of this repository apply to it.
        var place = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "native", program.Name));
        if (place.Exists) place.Delete(recursive: true);
        place.Create();
        var project = $"{program.Name}.{(program.IsFSharp ? "fsproj" : "csproj")}";
        File.Copy(Path.Combine(Solution.Folder, "tests/Packages/Native", program.Source), Path.Combine(place.FullName, program.Source));
        Write("NuGet.config", Sources(feed));
        Write(".editorconfig", "root = true");
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(project, $"""
            <Project Sdk="Microsoft.NET.Sdk{(program.IsWeb ? ".Web" : "")}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <RuntimeIdentifier>{Rid}</RuntimeIdentifier>
                <PublishAot>true</PublishAot>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <IlcGenerateMstatFile>true</IlcGenerateMstatFile>
                <DisableTransitiveFrameworkReferenceDownloads>{!program.IsWeb}</DisableTransitiveFrameworkReferenceDownloads>
              </PropertyGroup>
              <ItemGroup>
                {(program.IsFSharp ? $"<Compile Include=\"{program.Source}\" />" : "")}
                {string.Concat(program.Packages.Select(id => Reference(feed[id], program.CompilesAll)))}
              </ItemGroup>
            </Project>
            """);
        // NativeAOT calls clang unless another compiler is named.
        string[] linker = Exists("clang") ? [] : ["-p:CppCompilerAndLinker=gcc"];
        var (exitCode, output) = await Dotnet.TryAsync(place.FullName, "dotnet", ["publish", project, "-o", "out", .. linker]);
        Require(
            !output.Contains("error NU1", StringComparison.Ordinal),
            $"the packages of the NativeAOT compiler cannot be restored:\n{output}"
        );
        Assert.True(exitCode == 0, $"dotnet publish ended with {exitCode}:\n{output}");
        return new Native(place.FullName, program.Name, output);

        void Write(string file, string text) => File.WriteAllText(Path.Combine(place.FullName, file), text);
    }

    private static string Reference(Package package, bool isRoot)
    {
        var reference = $"<PackageReference Include=\"{package.Id}\" Version=\"{package.Version}\" />";
        return isRoot ? $"{reference}<TrimmerRootAssembly Include=\"{package.Id}\" />" : reference;
    }

    /// <summary>
    /// Our packages come from the feed, and the others from those that are restored. The compiler comes from the registry that this machine
    /// has configured.
    /// </summary>
    private static string Sources(Feed feed) => $"""
        <configuration>
          <packageSources><add key="feed" value="{feed.Folder}" /></packageSources>
          <fallbackPackageFolders><clear /><add key="restored" value="{Consumers.RestoredPackages()}" /></fallbackPackageFolders>
          <config><add key="globalPackagesFolder" value="{Compiler.Value}" /></config>
        </configuration>
        """;

    /// <summary>
    /// Returns the folder in which the compiler stays for the next run. Our packages do not stay, because they have the same version after
    /// a change.
    /// </summary>
    private static string CompilerFolder()
    {
        var kept = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "compiler"));
        foreach (var ours in kept.GetDirectories("pure.websockets*")) ours.Delete(recursive: true);
        return kept.FullName;
    }

    private static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, program)));

    private static void Require(bool condition, string reason)
    {
        if (condition) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", reason);
        Assert.Fail(reason);
    }
}
