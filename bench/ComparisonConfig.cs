using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using Perfolizer.Horology;

namespace Pure.WebSockets.Bench;

/// <summary>How all is measured. What BenchmarkDotNet has to say goes to its log; the console gets a line a benchmark.</summary>
internal static class ComparisonConfig
{
    public static string Artifacts { get; } = Path.GetFullPath("BenchmarkDotNet.Artifacts");

    // A process for each benchmark: neither side meets code that was compiled for the other's calls. The compiler counts calls from the
    // start: it would else wait until nothing new is called, on a busy machine beyond the warm-up, and the framework's precompiled code
    // would be measured.
    private static Job Shared { get; } = Job.Default.WithEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", "0");

    private static Job Full { get; } =
        Shared.WithWarmupCount(10).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(200));

    private static Job Quick { get; } =
        Shared.WithWarmupCount(16).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(25));

    public static ManualConfig For(bool quick) => ManualConfig.CreateEmpty()
        .AddJob(quick ? Quick : Full)
        .AddLogger(NullLogger.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddExporter(MarkdownExporter.GitHub)
        .AddEventProcessor(new ProgressLines())
        .WithOptions(ConfigOptions.JoinSummary)
        .WithArtifactsPath(Artifacts);
}
