using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>What one frame costs one side, in the iteration that neighbours on the machine disturbed least: they only ever add.</summary>
/// <param name="Nanoseconds">Time.</param>
/// <param name="AllocatedBytes">What it leaves to the garbage collector.</param>
internal sealed record CodecCost(double Nanoseconds, long AllocatedBytes)
{
    public static CodecCost Of(IReadOnlyCollection<BenchmarkReport> rounds) => new(
        rounds.Min(report => report.ResultStatistics?.Min ?? double.NaN),
        rounds.Min(report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0));
}
