using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>One form and one kind of frame.</summary>
/// <param name="Form">The benchmark.</param>
/// <param name="Name">What it is, for people.</param>
/// <param name="Traffic">The frames.</param>
/// <param name="PayloadBytes">The payload of one.</param>
/// <param name="Nanoseconds">Time for one.</param>
/// <param name="AllocatedBytes">What one leaves to the garbage collector.</param>
/// <param name="ReturnedBytes">What each call returns by value.</param>
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
