using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;

namespace Pure.WebSockets.Bench;

/// <summary>Prints one line for each benchmark that has finished.</summary>
internal sealed class ProgressLines : EventProcessor
{
    public override void OnValidationError(ValidationError validationError)
    {
        if (validationError.IsCritical) Console.Error.WriteLine(validationError.Message);
    }

    public override void OnEndRunBenchmark(BenchmarkCase benchmarkCase, BenchmarkReport report) =>
        Console.WriteLine(
            $"{benchmarkCase.Descriptor.DisplayInfo} {benchmarkCase.Parameters.DisplayInfo}: "
                + $"{(report.Success ? $"{report.ResultStatistics?.Min:0.0} ns" : "failed")}"
        );
}
