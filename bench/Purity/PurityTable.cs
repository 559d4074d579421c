using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The comparison as a Markdown table.</summary>
internal static class PurityTable
{
    public static string Of(IEnumerable<PurityRow> rows)
    {
        var table = new StringBuilder()
            .AppendLine(
                "| a frame costs: ns, and bytes allocated | returned, bytes | binary 16 B | binary 125 B | binary 1 KiB | ping 16 B | "
                    + "fragment 125 B |"
            )
            .AppendLine("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var form in rows.GroupBy(row => (row.Name, row.ReturnedBytes)))
        {
            table
                .Append(CultureInfo.InvariantCulture, $"| {form.Key.Name} | {form.Key.ReturnedBytes} |")
                .AppendLine(
                    string.Concat(
                        form.Select(row => string.Create(CultureInfo.InvariantCulture, $" {row.Nanoseconds:0.0}, {row.AllocatedBytes} |"))
                    )
                );
        }

        return table.ToString();
    }
}
