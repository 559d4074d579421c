using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A document whose end, from a mark on, is generated. PUREWS_RENEW=1 rewrites that part.</summary>
internal static class KeptDocument
{
    public static void Compare(string path, string mark, string expected)
    {
        var file = Path.Combine(Root(), path);
        var text = File.ReadAllText(file);
        var at = text.IndexOf(mark, StringComparison.Ordinal) + mark.Length + 1;
        Assert.True(at > mark.Length, $"{path} has no {mark}");
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

    /// <summary>Returns the text of a file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

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
