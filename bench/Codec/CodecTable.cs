using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The comparison as a table for the console.</summary>
internal static class CodecTable
{
    public static string Of(IReadOnlyCollection<CodecRow> rows)
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
                .AppendLine($"{row.Rival.AllocatedBytes,7} {row.Kernel.AllocatedBytes,6} {row.Record.AllocatedBytes,8}");
        }

        table
            .AppendLine()
            .AppendLine("                         |     ns     | limits of the machine, ns per frame | of which the kernel reaches, %")
            .AppendLine("                 payload |     kernel |       copy   xor-copy   UTF-8 check |   copy  xor-copy  UTF-8 check");
        foreach (var row in rows)
        {
            if (row.Limits is not { } limits) continue;
            table
                .Append($"{row.Direction,-16} {row.PayloadBytes,7} | {row.Kernel.Nanoseconds,10:0.0} | ")
                .Append($"{limits.Copy.Nanoseconds,10:0.0} {limits.XorCopy.Nanoseconds,10:0.0} {limits.Utf8?.Nanoseconds,13:0.0} | ")
                .AppendLine(
                    $"{100 * limits.Copy.KernelReaches,6:0} {100 * limits.XorCopy.KernelReaches,9:0} "
                        + $"{100 * limits.Utf8?.KernelReaches,12:0}"
                );
        }

        return table.ToString();
    }
}
