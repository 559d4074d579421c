using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>The sources, found from where the tests were built.</summary>
internal static partial class Repository
{
    private static readonly string[] Roots = ["src", "tests", "bench", "samples"];

    public static string Folder { get; } = Root();

    public static string Core { get; } = Path.Combine(Folder, "src", "Core");

    public static string Docs { get; } = Path.Combine(Folder, "docs");

    public static IEnumerable<string> CoreSources => Files(Core, "*.cs");

    /// <summary>Every source file in C# or F#.</summary>
    public static IEnumerable<string> Sources =>
        from root in Roots
        from pattern in new[] { "*.cs", "*.fs", "*.fsx" }
        from path in Files(Path.Combine(Folder, root), pattern)
        select path;

    /// <summary>A source without what the compiler does not run: comments, strings and characters.</summary>
    public static string Code(string path) => NotCode().Replace(File.ReadAllText(path), " ");

    /// <summary>The files below a folder, except those that a build made.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pure.WebSockets.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside of the repository");
    }

    [GeneratedRegex(
        """//[^\n]*|/\*.*?\*/|\"(\\.|[^"\\\n])*\"|'(\\.|[^'\\\n])+'""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex NotCode();
}
