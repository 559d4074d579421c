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
        else Assert.Equal(expected, text[at..]);
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
