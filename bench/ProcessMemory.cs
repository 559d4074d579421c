using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pure.WebSockets.Bench;

/// <summary>The memory that a process has now, in bytes.</summary>
/// <param name="Resident">Of the machine, the process's own, managed and native. On Linux what is not mapped from files (RssAnon of
/// /proc/PID/status); elsewhere the working set.</param>
/// <param name="Managed">What lives on the managed heap.</param>
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
    /// Gives back what is not in use: several collections, since finalizers free native memory, and then the C library's free blocks.
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
            // Only glibc keeps free blocks until it is asked, and has the function.
        }
    }

    [DllImport("libc")]
    private static extern int malloc_trim(nint kept);
}
