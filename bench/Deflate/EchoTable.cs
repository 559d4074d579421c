using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The round trips as a table for the console.</summary>
internal static class EchoTable
{
    public static string Of(IEnumerable<EchoRow> rows)
    {
        var table = new StringBuilder()
            .AppendLine(
                "                   | µs per round trip              | ratio to rival | bytes on the wire per message | bytes "
                    + "allocated per round trip"
            )
            .AppendLine(
                "message  takeover  |     rival     kernel    record | kernel  record |     rival      ours    ratio |     rival    "
                    + "kernel    record"
            );
        foreach (var row in rows)
        {
            table
                .Append($"{row.MessageBytes,7}  {(row.ContextTakeover ? "on" : "off"),-8}  | ")
                .Append(
                    $"{row.Rival.Nanoseconds / 1000,9:0.0} {row.Kernel.Nanoseconds / 1000,10:0.0} "
                        + $"{row.Record.Nanoseconds / 1000,9:0.0} | "
                )
                .Append($"{row.KernelRatio,6:0.00}  {row.RecordRatio,6:0.00} | ")
                .Append($"{row.RivalWireBytes,9:0.0} {row.WireBytes,9:0.0} {row.WireRatio,8:0.00} | ")
                .AppendLine($"{row.Rival.AllocatedBytes,9} {row.Kernel.AllocatedBytes,9} {row.Record.AllocatedBytes,9}");
        }

        return table.ToString();
    }
}
