namespace Pure.WebSockets.Packages.Tests;

/// <summary>What `dotnet pack` makes of the solution as built, in a folder from which consumers install.</summary>
internal sealed class Feed
{
    private static readonly Lazy<Task<Feed>> Packed = new(PackAsync);

    private Feed(DirectoryInfo folder, string output)
    {
        Folder = folder.FullName;
        Output = output;
        Packages = [.. folder.GetFiles("*.nupkg").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => new Package(file))];
        Symbols = [.. folder.GetFiles("*.snupkg").Select(file => new Package(file))];
    }

    /// <summary>The feed. All tests have the same one.</summary>
    public static Task<Feed> Current => Packed.Value;

    public string Folder { get; }

    /// <summary>The output of `dotnet pack`.</summary>
    public string Output { get; }

    public IReadOnlyList<Package> Packages { get; }

    /// <summary>The packages of symbols.</summary>
    public IReadOnlyList<Package> Symbols { get; }

    public Package this[string id] => Packages.Single(package => package.Id == id);

    private static async Task<Feed> PackAsync()
    {
        var folder = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "feed"));
        if (folder.Exists) folder.Delete(recursive: true);
        folder.Create();
        var output = await Dotnet.RunAsync(
            Solution.Folder, "pack", Solution.File, "-c", Solution.Configuration, "--no-build", "-o", folder.FullName);
        return new Feed(folder, output);
    }
}
