using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>The result of one form for one kind of frame.</summary>
/// <param name="Form">The benchmark.</param>
/// <param name="Name">The name in the table.</param>
/// <param name="Traffic">The frames.</param>
/// <param name="PayloadBytes">The length of the payload of a frame.</param>
/// <param name="Nanoseconds">The time per frame.</param>
/// <param name="AllocatedBytes">The bytes per frame that are left to the garbage collector.</param>
/// <param name="ReturnedBytes">The size of the value that each call returns.</param>
internal sealed record PurityRow(
    string Form,
    string Name,
    string Traffic,
    int PayloadBytes,
    double Nanoseconds,
    long AllocatedBytes,
    int ReturnedBytes
)
{
    public static PurityRow[] Of(IReadOnlyCollection<BenchmarkReport> reports) =>
        [
            .. from form in PurityForm.All
            from traffic in Enum.GetValues<Traffic>()
            let row = reports.Where(report => traffic.Equals(report.BenchmarkCase.Parameters[nameof(PurityBenchmark.Traffic)]))
            let cost = Cost.Of(row, form.Method)
            select new PurityRow(
                form.Method,
                form.Name,
                traffic.ToString(),
                traffic.PayloadBytes(),
                cost.Nanoseconds,
                cost.AllocatedBytes,
                form.ReturnedBytes
            ),
        ];
}
