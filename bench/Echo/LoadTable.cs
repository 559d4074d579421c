using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The results of echo servers under one load as a table for the console.</summary>
internal static class LoadTable
{
    public static string Of(Load load, IReadOnlyList<LoadRow> rows)
    {
        var rival = rows.Single(row => row.Server == EchoServerKind.Kestrel).CpuMicroseconds.Median;
        var table = new StringBuilder()
            .AppendLine()
            .AppendLine($"{load}")
            .AppendLine("server     server CPU µs per message     ratio   messages/s    p50 µs    p99 µs");
        foreach (var row in rows)
        {
            var cpu = row.CpuMicroseconds;
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"{row.Server,-9} {cpu.Median,8:0.00} ({cpu.Least:0.00} … {cpu.Most:0.00}){cpu.Median / rival,10:0.00} "
                    + $"{row.MessagesPerSecond.Median,12:0} {row.P50,9:0} {row.P99,9:0}"
            );
        }

        return table.ToString();
    }
}
