using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>
/// The cost of one operation in the fastest iteration, since other load on the machine only ever adds time.
/// </summary>
/// <param name="Nanoseconds">The time.</param>
/// <param name="AllocatedBytes">The bytes left to the garbage collector.</param>
internal sealed record Cost(double Nanoseconds, long AllocatedBytes)
{
    /// <summary>The cost over all rounds of one row.</summary>
    /// <param name="row">The reports of all sides.</param>
    /// <param name="side">The method of the side.</param>
    public static Cost Of(IEnumerable<BenchmarkReport> row, string side)
    {
        var rounds = row.Where(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == side).ToArray();
        return new(
            rounds.Min(report => report.ResultStatistics?.Min ?? double.NaN),
            rounds.Min(report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0));
    }
}
