using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The memory of open connections as a table for the console.</summary>
internal static class IdleServerTable
{
    public const string Header = "server                      deflate  connections   bytes held each     resident   on the managed heap";

    public static string Of(IEnumerable<IdleServerRow> rows)
    {
        var table = new StringBuilder();
        foreach (var row in rows)
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"{row.Server,-26}  {(row.Deflate ? "on" : "off"),-7} {row.Connections,12:N0} {row.Memory.HeldBytes,17:N0} "
                    + $"{row.Memory.ResidentBytes,12:N0} {row.Memory.ManagedBytes,21:N0}"
            );
        return table.ToString();
    }
}
