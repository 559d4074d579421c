using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>How long the conformance tool takes for the 517 cases of the Autobahn Testsuite.</summary>
internal static class SuiteCommand
{
    /// <summary>What the tool does when nothing is said.</summary>
    public const int DefaultParallel = 16;

    private static readonly string[] Light = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"];
    private static readonly string[] Heavy = ["9.*", "12.*", "13.*"];

    public static Command Command { get; } = new("suite", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true),
        _ => null,
    });

    private static int Run(bool quick)
    {
        var rows = new List<SuiteRow>();
        Console.WriteLine("server    at once   cases  failed    seconds   cases/s");
        foreach (var kind in Enum.GetValues<EchoServerKind>())
        {
            using var server = EchoServerProcess.Start(kind, EchoServerForm.Default with { Deflate = true });
            if (server is null) continue;
            var ours = kind is not (EchoServerKind.Kestrel or EchoServerKind.Ws);
            foreach (var parallel in new[] { DefaultParallel, 1 })
            {
                var row = SuiteRow.Measure(server, ours || !quick ? [.. Light, .. Heavy] : Light, parallel);
                rows.Add(row);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Server,-9}{row.Parallel,8}{row.Cases,8}{row.Failed,8}{row.Seconds,11:0.0}{row.CasesPerSecond,10:0.0}"));
            }
        }

        Console.WriteLine(ComparisonJson.Write(Command, rows, quick));
        return 0;
    }
}
