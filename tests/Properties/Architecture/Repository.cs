using System.Text.RegularExpressions;

namespace Pure.WebSockets.Properties;

/// <summary>The sources, found from where the tests were built.</summary>
internal static partial class Repository
{
    public static string Core { get; } = Path.Combine(Root(), "src", "Core");

    public static string Docs { get; } = Path.Combine(Root(), "docs");

    public static IEnumerable<string> CoreSources => Directory.EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories)
        .Where(path => !Path.GetRelativePath(Core, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    /// <summary>A source without what the compiler does not run: comments, strings and characters.</summary>
    public static string Code(string path) => NotCode().Replace(File.ReadAllText(path), " ");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pure.WebSockets.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside of the repository");
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\"(\\.|[^"\\\n])*\"|'(\\.|[^'\\\n])+'""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NotCode();
}
