using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>
/// What one operation costs one side, in the iteration that neighbours on the machine disturbed least: they only ever add.
/// </summary>
/// <param name="Nanoseconds">Time.</param>
/// <param name="AllocatedBytes">What it leaves to the garbage collector.</param>
internal sealed record Cost(double Nanoseconds, long AllocatedBytes)
{
    /// <summary>The cost over all rounds of one row.</summary>
    /// <param name="row">The reports of all sides.</param>
    /// <param name="side">The side's method.</param>
    public static Cost Of(IEnumerable<BenchmarkReport> row, string side)
    {
        var rounds = row.Where(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == side).ToArray();
        return new(
            rounds.Min(report => report.ResultStatistics?.Min ?? double.NaN),
            rounds.Min(report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0));
    }
}
