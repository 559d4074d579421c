using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>What the machine itself takes for the payload of a frame that is received, and how near the kernel comes.</summary>
/// <param name="Copy">To copy it.</param>
/// <param name="XorCopy">To copy and unmask it in one pass.</param>
/// <param name="Utf8">For text: the framework's check that it is UTF-8, alone; else null.</param>
internal sealed record CodecLimits(CodecLimit Copy, CodecLimit XorCopy, CodecLimit? Utf8)
{
    /// <summary>The limits of one row; null where none are measured.</summary>
    /// <param name="row">The reports of all sides.</param>
    /// <param name="kernel">What the kernel takes.</param>
    public static CodecLimits? Of(IEnumerable<BenchmarkReport> row, Cost kernel)
    {
        var measured = row.ToLookup(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name, StringComparer.Ordinal);
        return !measured.Contains(nameof(ReceiveBenchmark.LimitCopy)) ? null : new(
            Limit(nameof(ReceiveBenchmark.LimitCopy)),
            Limit(nameof(ReceiveBenchmark.LimitXorCopy)),
            measured.Contains(nameof(ReceiveText.LimitUtf8)) ? Limit(nameof(ReceiveText.LimitUtf8)) : null);

        CodecLimit Limit(string name)
        {
            var cost = Cost.Of(measured[name], name);
            return new(cost.Nanoseconds, cost.AllocatedBytes, cost.Nanoseconds / kernel.Nanoseconds);
        }
    }
}

/// <summary>One limit.</summary>
/// <param name="Nanoseconds">Time for a frame's payload.</param>
/// <param name="AllocatedBytes">What it leaves to the garbage collector.</param>
/// <param name="KernelReaches">The limit's time by the kernel's: 1 where the kernel is as fast as the limit.</param>
internal sealed record CodecLimit(double Nanoseconds, long AllocatedBytes, double KernelReaches);
