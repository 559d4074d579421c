using System.Runtime.CompilerServices;
using BenchmarkDotNet.Filters;

namespace Pure.WebSockets.Bench;

/// <summary>
/// The cost of a pure protocol, and of other ways to hold its state: frames in memory, one thread.
/// </summary>
internal static class PurityCommand
{
    public static Command Command { get; } = new("purity", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true, new SimpleFilter(benchmark => (int)benchmark.Parameters[nameof(PurityBenchmark.Round)] <= 2)),
        _ => null,
    });

    private static int Run(bool quick, params IFilter[] filters)
    {
        if (Comparison.Run([typeof(Purity)], quick, filters) is not { } reports) return 1;
        var rows = PurityRow.Of(reports);
        Console.WriteLine();
        Console.Write(PurityTable.Of(rows));
        Console.WriteLine($"By value the state has {Unsafe.SizeOf<State>()} bytes.");
        Console.WriteLine(ComparisonJson.Write(Command, rows, quick));
        return 0;
    }
}
