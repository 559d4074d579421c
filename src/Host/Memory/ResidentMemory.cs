using System.Runtime.InteropServices;

namespace Pure.WebSockets.Host;

/// <summary>The physical memory of arrays.</summary>
internal static unsafe partial class ResidentMemory
{
    /// <summary>MADV_DONTNEED: the system may take the pages, which then read as zero (madvise(2)).</summary>
    private const int DoNotNeed = 4;

    /// <summary>
    /// Gives the pages of an unused array back to the operating system, on Linux. Until the garbage collector frees the array, it contains
    /// zeros and is as safe to read and write as before.
    /// </summary>
    public static void Release(byte[] array)
    {
        if (!OperatingSystem.IsLinux()) return;
        var page = (nuint)Environment.SystemPageSize;
        fixed (byte* start = array)
        {
            // Only pages that lie completely within the array: other objects share the first and the last page.
            var first = ((nuint)start + page - 1) / page * page;
            var end = ((nuint)start + (nuint)array.Length) / page * page;

            // If the system ignores the advice, the garbage collector frees the array like any other.
            if (end > first) _ = Advise((void*)first, end - first, DoNotNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
