using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A document whose end, from a mark on, is generated. PUREWS_RENEW=1 rewrites that part.</summary>
internal static class KeptDocument
{
    public static void Compare(string path, string mark, string expected)
    {
        var file = Path.Combine(Root(), path);
        var text = File.ReadAllText(file);
        // If the mark is empty, the whole file is compared.
        var at = mark.Length == 0 ? 0 : text.IndexOf(mark, StringComparison.Ordinal) + mark.Length + 1;
        Assert.True(at == 0 || at > mark.Length, $"{path} has no {mark}");
        if (Environment.GetEnvironmentVariable("PUREWS_RENEW") == "1") File.WriteAllText(file, text[..at] + expected);
        else Assert.True(text[at..] == expected, $"{path} does not match: {Difference(text[at..].Split('\n'), expected.Split('\n'))}");
    }

    /// <summary>Compares a file that is generated as a whole.</summary>
    public static void CompareFile(string path, string expected)
    {
        var file = Path.Combine(Root(), path);
        if (Environment.GetEnvironmentVariable("PUREWS_RENEW") == "1")
        {
            File.WriteAllText(file, expected);
            return;
        }

        Assert.True(File.Exists(file), $"{path} does not exist: run this test with PUREWS_RENEW=1");
        var text = File.ReadAllText(file);
        Assert.True(text == expected, $"{path} does not match: {Difference(text.Split('\n'), expected.Split('\n'))}");
    }

    /// <summary>Returns the full path of a file or a folder of the repository.</summary>
    public static string PathOf(string path) => Path.Combine(Root(), path);

    /// <summary>Whether a file or a folder of the repository exists.</summary>
    public static bool Exists(string path) => Path.Exists(PathOf(path));

    /// <summary>Returns the text of a file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(PathOf(path));

    /// <summary>Returns the paths of the files of a folder of the repository and of its subfolders, except build output.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(Root(), folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root(), path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"));

    private static string Difference(string[] found, string[] expected)
    {
        var at = found.Zip(expected, (one, other) => one == other).TakeWhile(isSame => isSame).Count();
        return $"run this test with PUREWS_RENEW=1 and review the changes. The first line that differs is\n{Line(found)}\nand would be\n"
            + Line(expected);

        string Line(string[] lines) => at < lines.Length ? lines[at] : "(the end)";
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
