using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>The time that the conformance tool takes for the 517 cases of the Autobahn Testsuite.</summary>
internal static class SuiteCommand
{
    // The default of the tool.
    private const int DefaultParallel = 16;

    public static Command Command { get; } = new("suite", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true),
        _ => null,
    });

    private static int Run(bool quick)
    {
        var rows = new List<SuiteRow>();
        Console.WriteLine("server          at once   cases  failed    seconds   cases/s");
        foreach (var kind in EchoServerNames.Servers)
        {
            using var server = EchoServerProcess.Start(kind, EchoServerForm.Default with { Deflate = true });
            if (server is null) continue;
            foreach (var parallel in new[] { DefaultParallel, 1 })
            {
                var row = SuiteRow.Measure(server, parallel, quick);
                rows.Add(row);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{row.Server.Name(),-15}{row.Parallel,8}{row.Cases,8}{row.Failed,8}{row.Seconds,11:0.0}"
                            + $"{row.CasesPerSecond,10:0.0}"
                    )
                );
            }
        }

        Console.WriteLine(ComparisonJson.Write(Command, rows, quick));
        return 0;
    }
}
