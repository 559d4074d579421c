using System.Globalization;
using System.Text;

namespace Pure.WebSockets.Bench;

/// <summary>The points of the curves as a table for the console.</summary>
internal static class ScaleTable
{
    public const string Header = "connections  message bytes  server         server CPU µs per message         per MiB   messages/s";

    public static string Of(IEnumerable<ScaleRow> rows)
    {
        var table = new StringBuilder();
        foreach (var row in rows)
        {
            var cpu = row.CpuMicroseconds;
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"{row.Connections,11:N0} {row.MessageBytes,14:N0}  {row.Server.Name(),-14} {cpu.Median,10:0.00} ({cpu.Least:0.00} "
                    + $"… {cpu.Most:0.00}) {row.CpuMicrosecondsPerMiB,12:N0} {row.MessagesPerSecond.Median,12:N0}"
            );
        }

        return table.ToString();
    }
}
