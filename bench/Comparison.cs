using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Pure.WebSockets.Bench;

/// <summary>A run of benchmarks.</summary>
internal static class Comparison
{
    /// <summary>All that was measured; null, and the reason on the console, when a benchmark failed.</summary>
    /// <param name="benchmarks">The classes.</param>
    /// <param name="quick">Whether each gets little time.</param>
    /// <param name="filters">Which of their benchmarks are run: those that all filters let through.</param>
    public static IReadOnlyList<BenchmarkReport>? Run(Type[] benchmarks, bool quick, params IFilter[] filters)
    {
        var summaries = BenchmarkRunner.Run(benchmarks, ComparisonConfig.For(quick).AddFilter(filters));
        var reports = summaries.SelectMany(summary => summary.Reports).ToArray();
        if (reports.Length > 0 && reports.All(report => report.Success) && !summaries.Any(summary => summary.HasCriticalValidationErrors))
            return reports;
        Console.Error.WriteLine($"A benchmark failed: the log under {ComparisonConfig.Artifacts} says why.");
        return null;
    }
}
