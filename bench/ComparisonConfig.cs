using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using Perfolizer.Horology;

namespace Pure.WebSockets.Bench;

/// <summary>The configuration of all benchmarks. BenchmarkDotNet writes to its log; the console gets one line per benchmark.</summary>
internal static class ComparisonConfig
{
    public static string Artifacts { get; } = Path.GetFullPath("BenchmarkDotNet.Artifacts");

    // Each benchmark runs in a process of its own, so that no side uses code that was compiled for the calls of the other. The compiler
    // counts calls from the start. Otherwise it waits until no new methods are called, which takes longer than the warm-up on a busy
    // machine, and the benchmark measures the framework's precompiled code.
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
