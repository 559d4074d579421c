using System.Text;
using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>Rows of any kind as a table, with a column for each property. Nested properties get columns of their own.</summary>
internal static class RowTable
{
    /// <param name="rows">An array of objects.</param>
    /// <param name="without">Selects columns to omit by their names; by default none.</param>
    public static string Of(JsonElement rows, Func<string, bool>? without = null)
    {
        var read = rows.EnumerateArray().Select(row => Columns(row, "").ToDictionary(cell => cell.Name, cell => cell.Value)).ToArray();
        string[] header = [.. read.SelectMany(row => row.Keys).Distinct().Where(name => without?.Invoke(name) != true)];
        return MarkdownTable.Of(
            [.. header.Select(ForPeople)],
            read.Select(row => header.Select(name => row.GetValueOrDefault(name, "")).ToArray())
        );
    }

    private static IEnumerable<(string Name, string Value)> Columns(JsonElement of, string before) =>
        of.EnumerateObject().SelectMany(property => property.Value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Object => Columns(property.Value, $"{before}{Words(property.Name)} "),
            _ => [($"{before}{Words(property.Name)}", Cell(property.Value))],
        });

    // The names of the limit columns are clear without the prefix, and the text above the table explains the sides.
    private static string ForPeople(string name) =>
        name.Replace("limits ", "", StringComparison.Ordinal)
            .Replace("rival ", "theirs ", StringComparison.Ordinal)
            .Replace("ours awake", "ours before compacting", StringComparison.Ordinal);

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Figure.Of(value.GetDouble()),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToString(),
    };

    /// <summary>"allocatedBytes" as "allocated bytes".</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter)) words.Append(' ');
            words.Append(char.ToLowerInvariant(letter));
        }

        return words.Replace("nanoseconds", "ns").ToString();
    }
}
