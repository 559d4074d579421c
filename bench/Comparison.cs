using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Pure.WebSockets.Bench;

/// <summary>A run of benchmarks.</summary>
internal static class Comparison
{
    /// <summary>All that was measured; null, and the reason on the console, when a benchmark failed.</summary>
    public static IReadOnlyList<BenchmarkReport>? Run(Type[] benchmarks, bool quick)
    {
        var summaries = BenchmarkRunner.Run(benchmarks, ComparisonConfig.For(quick));
        var reports = summaries.SelectMany(summary => summary.Reports).ToArray();
        if (reports.Length > 0 && reports.All(report => report.Success) && !summaries.Any(summary => summary.HasCriticalValidationErrors)) return reports;
        Console.Error.WriteLine($"A benchmark failed: the log under {ComparisonConfig.Artifacts} says why.");
        return null;
    }
}
