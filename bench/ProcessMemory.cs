using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Bench;

/// <summary>The current memory of a process, in bytes.</summary>
/// <param name="Resident">The physical memory of the process, managed and native. On Linux, memory that is not mapped from files (RssAnon
/// of /proc/PID/status); elsewhere the working set.</param>
/// <param name="Managed">The size of the objects on the managed heap.</param>
internal readonly record struct ProcessMemory(long Resident, long Managed)
{
    private const string ResidentLine = "RssAnon:";

    public static ProcessMemory Now() => new(ResidentOf(Environment.ProcessId), GC.GetTotalMemory(forceFullCollection: false));

    public static long ResidentOf(int process)
    {
        if (!OperatingSystem.IsLinux())
        {
            using var other = Process.GetProcessById(process);
            return other.WorkingSet64;
        }

        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(ResidentLine, StringComparison.Ordinal));
        return 1024
            * long.Parse(
                line[ResidentLine.Length..^"kB".Length],
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture
            );
    }

    /// <summary>
    /// Returns unused memory: several collections, since finalizers free native memory, and then the free blocks of the C library.
    /// </summary>
    public static void Settle()
    {
        for (var collection = 0; collection < 4; collection++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        TrimNative();
    }

    private static void TrimNative()
    {
        try
        {
            if (OperatingSystem.IsLinux()) malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc keeps free blocks, and only glibc has this function.
        }
    }

    [DllImport("libc")]
    private static extern int malloc_trim(nint kept);
}
