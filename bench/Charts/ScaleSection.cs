namespace Pure.WebSockets.Bench;

/// <summary>The cost of a message by connections and by size.</summary>
internal static class ScaleSection
{
    public static Section Of(ScaleRows rows) =>
        new(
            Table("connections", rows.ByConnections, row => Figure.Of(row.Connections), row => row.CpuMicroseconds.Median, "CPU µs a "
                + "message")
                + '\n'
                + Table("message", rows.BySize, row => Figure.OfBytes(row.MessageBytes), row => row.CpuMicroseconds.Median, "CPU µs a "
                + "message")
                + '\n'
                + Table("message", rows.BySize, row => Figure.OfBytes(row.MessageBytes), row => row.CpuMicrosecondsPerMiB, "CPU µs a MiB"),
            Picture(
                "scale-connections",
                "Server CPU for a small message, by number of connections",
                "connections",
                rows.ByConnections,
                row => row.Connections,
                Figure.Of
            ),
            Picture(
                "scale-size",
                "Server CPU for a message, by message size",
                "message",
                rows.BySize,
                row => row.MessageBytes,
                Figure.OfBytes
            )
        );

    private static Picture Picture(
        string name,
        string title,
        string across,
        IEnumerable<ScaleRow> rows,
        Func<ScaleRow, double> at,
        Func<double, string> nameOf
    ) =>
        new(
            name,
            title,
            new LineChart(title, "CPU µs a message").Draw(
                [.. rows.Select(row => new Point(row.Server.Name(), at(row), row.CpuMicroseconds.Median))],
                across,
                nameOf
            )
        );

    private static string Table(
        string across,
        IReadOnlyList<ScaleRow> rows,
        Func<ScaleRow, string> at,
        Func<ScaleRow, double> value,
        string unit
    )
    {
        EchoServerKind[] servers = [.. rows.Select(row => row.Server).Distinct()];
        return MarkdownTable.Of(
            [$"{across}: {unit}", .. servers.Select(server => server.Name())],
            rows.GroupBy(at)
                .Select(point =>
                    (string[])[point.Key, .. servers.Select(server => Figure.Of(value(point.Single(row => row.Server == server))))]
                )
        );
    }
}
