namespace Pure.WebSockets.Bench;

/// <summary>The page of figures: what is between a command's markers comes from what it measured, all else is written by people.</summary>
internal static class PerformancePage
{
    /// <summary>The folder of the charts, from the page.</summary>
    public const string Pictures = "performance";

    private const string Docs = "docs";
    private static readonly string File = Path.Combine(Docs, "performance.md");

    /// <summary>Writes a command's charts and its part of the page.</summary>
    public static void Put(string command, Section section)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Docs, Pictures)).FullName;
        foreach (var picture in section.Pictures) System.IO.File.WriteAllText(Path.Combine(folder, $"{picture.Name}.svg"), picture.Svg);

        var page = System.IO.File.ReadAllText(File);
        var (begin, end) = ($"<!-- {command} -->", $"<!-- /{command} -->");
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"{File} has no place for {command}: {begin} … {end}.");
        System.IO.File.WriteAllText(File, $"{page[..(from + begin.Length)]}\n{section.Tables.Trim()}\n{page[to..]}");
    }
}
