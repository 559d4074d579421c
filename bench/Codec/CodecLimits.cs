using BenchmarkDotNet.Reports;

namespace Pure.WebSockets.Bench;

/// <summary>The limits of the machine for the payload of a received frame, and how close the kernel is to them.</summary>
/// <param name="Copy">Copying the payload.</param>
/// <param name="XorCopy">Copying and unmasking in one pass.</param>
/// <param name="Utf8">For text, the framework's UTF-8 check alone; otherwise null.</param>
internal sealed record CodecLimits(CodecLimit Copy, CodecLimit XorCopy, CodecLimit? Utf8)
{
    /// <summary>The limits of one row; null if none were measured.</summary>
    /// <param name="row">The reports of all sides.</param>
    /// <param name="kernel">The cost of the kernel.</param>
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
/// <param name="AllocatedBytes">The bytes left to the garbage collector.</param>
/// <param name="KernelReaches">The time of the limit divided by that of the kernel: 1 if the kernel is as fast as the limit.</param>
internal sealed record CodecLimit(double Nanoseconds, long AllocatedBytes, double KernelReaches);
