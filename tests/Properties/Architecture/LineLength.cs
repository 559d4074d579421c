namespace Pure.WebSockets.Properties;

/// <summary>Lines of source, including comments and strings, have at most 140 columns.</summary>
public sealed class LineLength
{
    private const int MaxColumns = 140;

    [Fact]
    public void No_line_is_longer_than_140_columns()
    {
        var sources = Repository.Sources.ToArray();
        Assert.True(sources.Length > 600, $"{sources.Length} source files were found");
        Places.AssertNone(
            from path in sources
            from line in File.ReadLines(path).Select((text, index) => (Columns: Columns(text), Number: index + 1))
            where line.Columns > MaxColumns
            select $"{Path.GetRelativePath(Repository.Folder, path)}:{line.Number} has {line.Columns} columns",
            "Break these lines."
        );
    }

    // A character outside the basic plane is one column, not two.
    private static int Columns(string line) => line.EnumerateRunes().Count();
}
