namespace Pure.WebSockets.Bench;

/// <summary>Updates the pages with figures. The text between the markers of a command is generated.</summary>
internal static class PerformancePage
{
    /// <summary>The folder of the charts, relative to the page.</summary>
    public const string Pictures = "performance";

    /// <summary>The folder of the pages, relative to the root of the repository.</summary>
    public const string Docs = "docs";

    /// <summary>Writes a command's charts and its part of the page.</summary>
    /// <param name="name">The page.</param>
    /// <param name="command">The command that the markers name.</param>
    /// <param name="section">The text and the charts.</param>
    public static void Put(string name, string command, Section section)
    {
        var file = Path.Combine(Docs, $"{name}.md");
        var folder = Directory.CreateDirectory(Path.Combine(Docs, Pictures)).FullName;
        foreach (var picture in section.Pictures) File.WriteAllText(Path.Combine(folder, $"{picture.Name}.svg"), picture.Svg);

        var page = File.ReadAllText(file);
        var (begin, end) = ($"<!-- {command} -->", $"<!-- /{command} -->");
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"{file} has no place for {command}: {begin} … {end}.");
        File.WriteAllText(file, $"{page[..(from + begin.Length)]}\n{section.Tables.Trim()}\n{page[to..]}");
    }
}
