using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The comparison for people.</summary>
internal static class CodecTable
{
    public static string Of(IEnumerable<CodecRow> rows)
    {
        var table = new StringBuilder()
            .AppendLine("                         | ns per frame                   | ratio to rival | bytes allocated per frame")
            .AppendLine("                 payload |      rival     kernel   record | kernel  record |  rival  kernel   record");
        foreach (var row in rows)
        {
            table
                .Append($"{row.Direction,-16} {row.PayloadBytes,7} | ")
                .Append($"{row.Rival.Nanoseconds,10:0.0} {row.Kernel.Nanoseconds,10:0.0} {row.Record.Nanoseconds,8:0.0} | ")
                .Append($"{row.KernelRatio,6:0.00}  {row.RecordRatio,6:0.00} | ")
                .AppendLine($"{row.Rival.AllocatedBytes,6} {row.Kernel.AllocatedBytes,7} {row.Record.AllocatedBytes,8}");
        }

        return table.ToString();
    }
}
