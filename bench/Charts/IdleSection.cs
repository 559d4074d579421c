namespace Pure.WebSockets.Bench;

/// <summary>The memory of servers for each open connection.</summary>
internal static class IdleSection
{
    public static Section Of(Rows rows) =>
        new(
            MarkdownTable.Of(
                ["server", "permessage-deflate", "connections", "bytes held each", "resident", "managed"],
                rows.Select(row =>
                    (string[])
                        [
                            row.Server,
                            row.Deflate ? "on" : "off",
                            Figure.Of(row.Connections),
                            Figure.Of(row.Memory.HeldBytes),
                            Figure.Of(row.Memory.ResidentBytes),
                            Figure.Of(row.Memory.ManagedBytes),
                        ]
                )
            ),
            Picture(rows, "idle", "Memory of an idle connection", deflate: false),
            Picture(rows, "idle-deflate", "Memory of an idle connection with permessage-deflate", deflate: true)
        );

    private static Picture Picture(Rows rows, string name, string title, bool deflate) =>
        new(
            name,
            title,
            new BarChart(title, "bytes held, each").Draw([
                .. rows.Where(row => row.Deflate == deflate)
                    .Select(row => new Bar(
                        row.Server.Replace(", ", "\n", StringComparison.Ordinal),
                        $"{Figure.Of(row.Connections)} connections",
                        row.Memory.HeldBytes
                    )),
            ])
        );

    /// <summary>The results of the command.</summary>
    internal sealed class Rows : List<IdleServerRow>;
}
