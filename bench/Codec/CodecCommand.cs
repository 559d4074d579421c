using BenchmarkDotNet.Running;

namespace Pure.WebSockets.Bench;

/// <summary>Frames in and out of memory, beside System.Net.WebSockets: no socket, no waiting, one thread.</summary>
internal static class CodecCommand
{
    public static Command Command { get; } = new("codec", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true),
        _ => null,
    });

    private static int Run(bool quick)
    {
        var summaries = BenchmarkRunner.Run([typeof(ReceiveMasked), typeof(SendUnmasked), typeof(SendMasked)], CodecConfig.For(quick));
        var failed = summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success));
        if (failed || summaries.Length == 0)
        {
            Console.Error.WriteLine($"A benchmark failed: the log under {CodecConfig.Artifacts} says why.");
            return 1;
        }

        var rows = CodecRow.Of(summaries);
        Console.WriteLine();
        Console.Write(CodecTable.Of(rows));
        Console.WriteLine(CodecJson.Write(rows, quick));
        return 0;
    }
}
