namespace Pure.WebSockets.Bench;

/// <summary>The results of echo servers under all loads.</summary>
internal static class EchoSection
{
    private static readonly string[] Header =
    [
        "load",
        "server",
        "CPU µs a message",
        "least … most",
        "Kestrel = 1",
        "messages/s",
        "p50 µs",
        "p99 µs",
    ];

    public static Section Of(Rows rows)
    {
        var rival = rows.Where(row => row.Server == EchoServerKind.Kestrel)
            .ToDictionary(row => row.Load, row => row.CpuMicroseconds.Median);
        var bars = rows.Select(row => new Bar(
                row.Load.Replace(", ", "\n", StringComparison.Ordinal),
                row.Server.Name(),
                row.CpuMicroseconds.Median / rival[row.Load]
            ))
            .ToArray();
        var table = MarkdownTable.Of(
            Header,
            rows.Select(row =>
                (string[])
                    [
                        row.Load,
                        row.Server.Name(),
                        Figure.Of(row.CpuMicroseconds.Median),
                        $"{Figure.Of(row.CpuMicroseconds.Least)} … {Figure.Of(row.CpuMicroseconds.Most)}",
                        Figure.Of(row.CpuMicroseconds.Median / rival[row.Load]),
                        Figure.Of(row.MessagesPerSecond.Median),
                        Figure.Of(row.P50),
                        Figure.Of(row.P99),
                    ]
            )
        );
        return new Section(
            table,
            new Picture(
                "echo",
                "Server CPU for an echoed message by load and server, relative to Kestrel",
                new BarChart("Server CPU for an echoed message: connections × messages in flight, size", "Kestrel = 1").Draw(
                    bars,
                    reference: 1,
                    most: 2
                )
            )
        );
    }

    /// <summary>The results of the command.</summary>
    internal sealed class Rows : List<LoadRow>;
}
