using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;

namespace Pure.WebSockets.Bench;

/// <summary>Frames in and out of memory, beside System.Net.WebSockets and the limits of the machine: no socket, no waiting, one thread.</summary>
internal static class CodecCommand
{
    private static readonly Type[] Benchmarks = [typeof(ReceiveMasked), typeof(ReceiveAscii), typeof(ReceiveMultiByte), typeof(SendUnmasked), typeof(SendMasked)];

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

    /// <summary>Two rounds; all sizes of what is received in binary, and of the rest those that take least.</summary>
    private static bool IsQuick(BenchmarkCase benchmark)
    {
        var bytes = (int)benchmark.Parameters[nameof(CodecBenchmark.PayloadBytes)];
        var counts = benchmark.Descriptor.Type switch
        {
            { } type when type == typeof(ReceiveMasked) => true,
            { } type when type.IsSubclassOf(typeof(ReceiveText)) => bytes < 1048576,
            _ => bytes is not (16384 or 1048576),
        };
        return counts && (int)benchmark.Parameters[nameof(CodecBenchmark.Round)] <= 2;
    }
}
