using System.Text.RegularExpressions;

namespace Pure.WebSockets.Packages.Tests;

/// <summary>The solution of this repository.</summary>
internal static partial class Solution
{
    /// <summary>The folder of the repository.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    public static string File { get; } = Path.Combine(Folder, "Pure.WebSockets.sln");

    /// <summary>The configuration in which the tests were built, and with them the packages.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The files of the projects that are in the folder src, relative to the repository.</summary>
    public static IReadOnlyList<string> Sources { get; } =
        [
            .. Project()
                .Matches(System.IO.File.ReadAllText(File))
                .Select(match => match.Groups["path"].Value.Replace('\\', '/'))
                .Where(path => path.StartsWith("src/", StringComparison.Ordinal)),
        ];

    /// <summary>The names of these projects, which are those of their packages.</summary>
    public static IReadOnlyList<string> Packages { get; } = [.. Sources.Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>The folder of the project that has the name of a package.</summary>
    public static string FolderOf(string package) =>
        Path.Combine(Folder, Path.GetDirectoryName(Sources.Single(path => Path.GetFileNameWithoutExtension(path) == package))!);

    [GeneratedRegex("\"(?<path>[^\"]+\\.(cs|fs)proj)\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Project();
}
