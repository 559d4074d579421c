namespace Pure.WebSockets.Bench;

/// <summary>The duration of conformance runs.</summary>
internal static class SuiteSection
{
    // Measured once with the Autobahn Testsuite itself, on a machine with two cores. It runs all 517 cases one after the other.
    private static readonly (string Server, double Seconds)[] Autobahn = [("Kestrel", 1502), ("ws", 1136), ("its own testee", 951)];
    private const int AllCases = 517;

    public static Section Of(Rows rows) =>
        new(
            MarkdownTable.Of(
                ["tool", "server", "cases at once", "messages in 12.*, 13.*", "cases", "failed", "seconds", "cases/s"],
                [
                    .. rows.Select(row =>
                        (string[])
                            [
                                "purews",
                                row.Server.Name(),
                                Figure.Of(row.Parallel),
                                Figure.Of(row.Messages),
                                Figure.Of(row.Cases),
                                Figure.Of(row.Failed),
                                Figure.Of(row.Seconds),
                                Figure.Of(row.CasesPerSecond),
                            ]
                    ),
                    .. Autobahn.Select(old =>
                        (string[])
                            [
                                "Autobahn Testsuite (separate run)",
                                old.Server,
                                "1",
                                Figure.Of(SuiteRow.AllMessages),
                                Figure.Of(AllCases),
                                "",
                                Figure.Of(old.Seconds),
                                Figure.Of(AllCases / old.Seconds),
                            ]
                    ),
                ]
            ),
            Picture(rows)
        );

    // A quick run sends fewer messages, so its time is not comparable with that of a full run.
    private static Picture Picture(Rows rows)
    {
        var whole = rows.Where(row => row.Messages == SuiteRow.AllMessages).Select(Measured).ToArray();
        const string title = "All 517 cases of the Autobahn Testsuite";
        return whole.Length > 0
            ? new Picture(
                "suite",
                "Seconds that a run of all 517 cases takes",
                new BarChart(title, "seconds").Draw([
                    .. whole,
                    .. Autobahn.Select(old => new Bar(old.Server, "Autobahn Testsuite (separate run)", old.Seconds)),
                ])
            )
            : new Picture(
                "suite",
                "Seconds that a quick run of all 517 cases takes",
                new BarChart($"{title}, quick: 50 messages, not 1,000, in those of 12.* and 13.*", "seconds").Draw([
                    .. rows.Select(Measured),
                ])
            );
    }

    private static Bar Measured(SuiteRow row) =>
        new(row.Server.Name(), row.Parallel == 1 ? "purews, one case at a time" : "purews, default", row.Seconds);

    /// <summary>The results of the command.</summary>
    internal sealed class Rows : List<SuiteRow>;
}
