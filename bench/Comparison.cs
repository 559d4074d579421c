using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Pure.WebSockets.Bench;

/// <summary>Runs benchmarks.</summary>
internal static class Comparison
{
    /// <summary>Runs the benchmarks and returns all results. If one failed, prints the reason and returns null.</summary>
    /// <param name="benchmarks">The classes.</param>
    /// <param name="quick">Whether to run each for a short time only.</param>
    /// <param name="filters">Select the benchmarks to run: those that all filters accept.</param>
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
