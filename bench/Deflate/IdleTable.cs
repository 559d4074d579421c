using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The memory of idle connections as a table for the console.</summary>
internal static class IdleTable
{
    public static string Of(IEnumerable<IdleRow> rows)
    {
        var table = new StringBuilder()
            .AppendLine("          | KiB resident per idle connection | of these on the managed heap    |")
            .AppendLine("takeover  |    rival      ours  before rest  |    rival      ours  before rest | ratio of resident");
        foreach (var row in rows)
        {
            table
                .Append($"{(row.ContextTakeover ? "on" : "off"),-8}  | ")
                .Append(
                    $"{row.Rival.ResidentBytes / 1024,8:0.0} {row.Ours.ResidentBytes / 1024,9:0.0} "
                        + $"{row.OursAwake.ResidentBytes / 1024,12:0.0}  | "
                )
                .Append(
                    $"{row.Rival.ManagedBytes / 1024,8:0.0} {row.Ours.ManagedBytes / 1024,9:0.0} "
                        + $"{row.OursAwake.ManagedBytes / 1024,12:0.0} | "
                )
                .AppendLine($"{row.Ratio,17:0.00}");
        }

        return table.ToString();
    }
}
