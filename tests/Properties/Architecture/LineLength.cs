namespace Pure.WebSockets.Properties;

/// <summary>A line of source fits on a screen beside another: comments and strings too.</summary>
public sealed class LineLength
{
    private const int MaxColumns = 140;

    [Fact]
    public void No_line_is_longer_than_140_columns()
    {
        var sources = Repository.Sources.ToArray();
        Assert.True(sources.Length > 600, $"{sources.Length} source files were found");
        Assert.Empty(
            from path in sources
            from line in File.ReadLines(path).Select((text, index) => (Columns: Columns(text), Number: index + 1))
            where line.Columns > MaxColumns
            select $"{Path.GetRelativePath(Repository.Folder, path)}:{line.Number} has {line.Columns} columns"
        );
    }

    // A character outside the basic plane is one column, not two.
    private static int Columns(string line) => line.EnumerateRunes().Count();
}
