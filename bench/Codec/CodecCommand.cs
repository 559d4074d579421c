using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;

namespace Pure.WebSockets.Bench;

/// <summary>
/// The protocol in memory, compared with System.Net.WebSockets and the limits of the machine: no socket, no waiting, one thread.
/// </summary>
internal static class CodecCommand
{
    private static readonly Type[] Benchmarks =
    [
        typeof(ReceiveMasked),
        typeof(ReceiveAscii),
        typeof(ReceiveMultiByte),
        typeof(SendUnmasked),
        typeof(SendMasked),
    ];

    public static Command Command { get; } = new("codec", "[--quick]", arguments => arguments switch
    {
        [] => Run(quick: false),
        ["--quick"] => Run(quick: true, new SimpleFilter(IsQuick)),
        _ => null,
    });

    private static int Run(bool quick, params IFilter[] filters)
    {
        if (Comparison.Run(Benchmarks, quick, filters) is not { } reports) return 1;
        var rows = CodecRow.Of(reports);
        Console.WriteLine();
        Console.Write(CodecTable.Of(rows));
        Console.WriteLine(ComparisonJson.Write(Command, rows, quick));
        return 0;
    }

    /// <summary>Two rounds. All sizes of received binary messages, and four sizes of the others.</summary>
    private static bool IsQuick(BenchmarkCase benchmark) =>
        (int)benchmark.Parameters[nameof(CodecBenchmark.Round)] <= 2
        && (
            benchmark.Descriptor.Type == typeof(ReceiveMasked)
            || (int)benchmark.Parameters[nameof(CodecBenchmark.PayloadBytes)] is not (16384 or 1048576)
        );
}
