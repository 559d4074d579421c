using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>The results of all sides for one size in one direction.</summary>
/// <param name="Direction">The comparison.</param>
/// <param name="PayloadBytes">The length of the payload of a frame.</param>
/// <param name="Rival">System.Net.WebSockets.</param>
/// <param name="Kernel">Ours, the form for hosts.</param>
/// <param name="Record">Ours, <see cref="Protocol.Step"/>.</param>
/// <param name="Limits">The limits of the machine for receives; null for sends.</param>
internal sealed record CodecRow(string Direction, int PayloadBytes, Cost Rival, Cost Kernel, Cost Record, CodecLimits? Limits)
{
    /// <summary>Below 1: faster than the rival.</summary>
    public double KernelRatio => Kernel.Nanoseconds / Rival.Nanoseconds;

    /// <summary>Below 1: faster than the rival.</summary>
    public double RecordRatio => Record.Nanoseconds / Rival.Nanoseconds;

    public static CodecRow[] Of(IEnumerable<BenchmarkReport> reports) =>
        [
            .. from report in reports
            let measured = report.BenchmarkCase
            group report by (
                Direction: measured.Descriptor.Type.Name,
                PayloadBytes: (int)measured.Parameters[nameof(CodecBenchmark.PayloadBytes)]
            ) into row
            orderby row.Key
            let kernel = Cost.Of(row, nameof(CodecBenchmark.OursKernel))
            select new CodecRow(
                row.Key.Direction,
                row.Key.PayloadBytes,
                Cost.Of(row, nameof(CodecBenchmark.Rival)),
                kernel,
                Cost.Of(row, nameof(CodecBenchmark.OursRecord)),
                CodecLimits.Of(row, kernel)
            ),
        ];
}
