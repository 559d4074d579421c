using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>The protocol in memory.</summary>
internal static class CodecSection
{
    public static Section Of(JsonElement rows) =>
        new(
            // The machine's limits allocate nothing.
            RowTable.Of(
                rows,
                name => name.StartsWith("limits ", StringComparison.Ordinal) && name.EndsWith(" allocated bytes", StringComparison.Ordinal)
            ),
            Picture(rows, "codec", "Time for a frame, kernel form (Kernel)", "kernelRatio"),
            Picture(rows, "codec-record", "Time for a frame, record form (Protocol.Step)", "recordRatio")
        );

    private static Picture Picture(JsonElement rows, string name, string title, string ratio) =>
        new(
            name,
            title,
            new BarChart(title, "System.Net.WebSockets = 1").Draw(
                [
                    .. rows.EnumerateArray()
                        .Select(row => new Bar(
                            row.GetProperty("direction").GetString()!,
                            Figure.OfBytes(row.GetProperty("payloadBytes").GetDouble()),
                            row.GetProperty(ratio).GetDouble()
                        )),
                ],
                reference: 1
            )
        );
}
