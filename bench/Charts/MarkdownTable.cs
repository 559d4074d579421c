using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>A Markdown table. All columns except the first are right-aligned.</summary>
internal static class MarkdownTable
{
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new StringBuilder()
            .AppendLine(Line(header))
            .AppendLine(Line([.. header.Select((_, column) => column == 0 ? "---" : "--:")]));
        foreach (var row in rows)
            table.AppendLine(Line(row));
        return table.ToString();
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
